/** Names of relations as the warehouse stores them, from names as a project writes them. */
import type { Adapter } from "../core/adapter.ts";
import type { Json } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { RelationName } from "../core/relation.ts";
import { stored } from "../sql/quote.ts";

export interface Naming {
  readonly adapter: Pick<Adapter, "dialect" | "defaultDatabase">;
  readonly project: Project;
}

/**
 * What a warehouse makes of a name that is written as `quoting:` says: of the node, else of the
 * project, else of the warehouse itself. Names without quotes are folded.
 *
 * @param quoting The node's own; anything but an object says nothing.
 */
export function storedName<T extends RelationName>(
  name: T,
  quoting: Json | undefined,
  { adapter, project }: Naming,
): T & { readonly database: string } {
  const { dialect, defaultDatabase } = adapter;
  const own = quoting !== null && typeof quoting === "object" ? quoting : {};
  const policy = { ...dialect.templates.quoting, ...project.root.quoting, ...own };
  return {
    ...name,
    database: stored(name.database ?? defaultDatabase, policy.database === true, dialect),
    schema: stored(name.schema, policy.schema === true, dialect),
    name: stored(name.name, policy.identifier === true, dialect),
  };
}
