/** Nodes as relations, named and quoted as the project says. */
import type { Json, JsonObject } from "../core/node.ts";
import { objectOf } from "../project/json.ts";
import type { ProjectContext } from "./project-context.ts";
import type { RenderedNode } from "./render-state.ts";
import type { EventTimeFilter, RelationValue } from "./values/relation.ts";
import { ephemeralName, mergedPolicy } from "./values/relation.ts";
import type { Policy } from "./warehouse.ts";

interface Source {
  readonly resource_type: "source";
  readonly name: string;
  readonly source_name: string;
  readonly database: string | null;
  readonly schema: string;
  readonly identifier: string;
  readonly quoting: JsonObject;
  readonly config: JsonObject;
  readonly meta: JsonObject;
  readonly source_meta: JsonObject;
  readonly columns: Readonly<Record<string, { name: string; quote: boolean | null }>>;
}

/** What a relation carries beside its name. */
export interface Reading {
  readonly limit?: number | undefined;
  readonly filter?: EventTimeFilter | undefined;
}

/** Without nulls: an absent setting changes nothing. */
function policyOf(base: Policy, quoting: Json | undefined): Policy {
  return typeof quoting === "object" && quoting !== null ? mergedPolicy(base, quoting) : base;
}

/** The relation that a model, seed, snapshot or test builds. */
export function relationOf(
  project: ProjectContext,
  node: RenderedNode,
  reading: Reading = {},
): RelationValue {
  const { target, relations, quoting } = project;
  return relations.create({
    database: node.database ?? (target["database"] as string | null) ?? null,
    schema: node.schema ?? (target["schema"] as string | null) ?? null,
    identifier: node.alias ?? node.name,
    quoting: policyOf(quoting, node.config["quoting"]),
    ...reading,
  });
}

/** The CTE that stands for an ephemeral model. */
export function ephemeralOf(
  project: ProjectContext,
  alias: string,
  reading: Reading = {},
): RelationValue {
  return project.relations.create({
    identifier: ephemeralName(alias),
    type: "cte",
    quoting: { ...project.quoting, identifier: false },
    ...reading,
  });
}

/** Sources keep the warehouse's quoting, whatever the project's is. */
export function sourceRelation(
  project: ProjectContext,
  source: Source,
  reading: Reading = {},
): RelationValue {
  return project.relations.create({
    database: source.database,
    schema: source.schema,
    identifier: source.identifier,
    quoting: policyOf(project.warehouse.quoting, source.quoting),
    external: externalLocation(project, source),
    ...reading,
  });
}

/** A source may be read from a file or function that its meta names. */
function externalLocation(project: ProjectContext, source: Source): string | undefined {
  if (!project.warehouse.readsFiles) return undefined;
  const meta: JsonObject = {
    ...source.source_meta,
    ...source.meta,
    ...objectOf(source.config["meta"]),
  };
  const template = meta["external_location"] ?? source.config["external_location"];
  if (typeof template !== "string") return undefined;
  const facts: JsonObject = {
    ...meta,
    name: source.name,
    identifier: source.identifier,
    schema: source.schema,
    database: source.database,
    source_name: source.source_name,
  };
  const formatter = meta["formatter"] ?? source.config["formatter"] ?? "newstyle";
  const pattern =
    formatter === "oldstyle"
      ? /%\((\w+)\)s/g
      : formatter === "template"
        ? /\$\{?(\w+)\}?/g
        : /\{(\w+)\}/g;
  const location = template.replace(pattern, (match, key: string) => {
    const value = facts[key];
    return value === undefined || value === null ? match : String(value);
  });
  return location.includes("(") || location.startsWith("'") ? location : `'${location}'`;
}
