/** `--defer`: where a node is read that may not have been built here. */
import type { Json, NodeId } from "../core/node.ts";
import type { Relation, RelationName } from "../core/relation.ts";
import type { Referable } from "./references.ts";

export interface DeferredNames {
  readonly database: string | null;
  readonly schema: string;
  readonly alias: string;
}

const textOf = (value: Json | undefined): string | null =>
  typeof value === "string" ? value : null;

/**
 * As dbt decides: the state's relation where the node's own does not exist.
 * @param favorState Also where it does, unless the node is selected.
 */
export function deferredNames(
  favorState: boolean,
  selected: readonly NodeId[],
  existing: { get(name: RelationName): Relation | undefined } | undefined,
): (node: Referable) => DeferredNames {
  const chosen = new Set(selected);
  return (node) => {
    const { database, schema, alias, defer_relation: state } = node;
    const own = { database, schema, alias };
    if (!state) return own;
    const isThere = existing?.get({ database: database ?? undefined, schema, name: alias });
    if (isThere && !(favorState && !chosen.has(node.unique_id))) return own;
    return {
      database: textOf(state["database"]),
      schema: textOf(state["schema"]) ?? schema,
      alias: textOf(state["alias"]) ?? alias,
    };
  };
}
