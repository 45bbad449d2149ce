/** How a node is named in events; reporters cannot see the manifest. */
import type { NodeInfo, NodeLabel } from "../core/event.ts";
import type { AnyNode, SourceNode } from "../core/node.ts";
import type { RelationName } from "../core/relation.ts";

/** Ephemeral models have a schema and a name, but nothing in the warehouse. */
export function isEphemeral(node: AnyNode): boolean {
  return node.resource_type === "model" && node.config["materialized"] === "ephemeral";
}

export function materializedOf(node: AnyNode): string {
  const { materialized } = node.config as { materialized?: unknown };
  return typeof materialized === "string" ? materialized : node.resource_type;
}

/** The relation that building a node leaves in the warehouse; `undefined` when there is none. */
export function targetOf(node: AnyNode): RelationName | undefined {
  switch (node.resource_type) {
    case "function":
    case "model":
    case "seed":
    case "snapshot":
      if (isEphemeral(node)) return undefined;
      return { database: node.database ?? undefined, schema: node.schema, name: node.alias };
    default:
      return undefined;
  }
}

/** The relation of a source. */
export function sourceRelation(source: SourceNode): RelationName {
  return {
    database: source.database ?? undefined,
    schema: source.schema,
    name: source.identifier,
  };
}

function shown(target: RelationName, defaultDatabase: string): string {
  const { database, schema, name } = target;
  const elsewhere = database !== undefined && database !== defaultDatabase;
  return elsewhere ? `${database}.${schema}.${name}` : `${schema}.${name}`;
}

function checksumOf(node: AnyNode): string {
  if (!("checksum" in node)) return "";
  return typeof node.checksum === "string" ? node.checksum : node.checksum.checksum;
}

function infoOf(node: AnyNode): NodeInfo {
  const placed = "schema" in node && node.resource_type !== "unit_test" ? node : undefined;
  return {
    path: node.path,
    checksum: checksumOf(node),
    meta: "meta" in node ? node.meta : {},
    database: placed?.database ?? null,
    schema: placed?.schema ?? "",
    alias: placed === undefined ? "" : "alias" in placed ? placed.alias : placed.identifier,
    relationName: placed?.relation_name ?? null,
  };
}

/** Unit tests of a versioned model are one for each version. */
function nameOf(node: AnyNode): string {
  if (node.resource_type === "source") return `${node.source_name}.${node.name}`;
  const versioned = node.resource_type === "unit_test" && node.version !== null;
  return versioned ? `${node.name}_v${node.version}` : node.name;
}

const subjectOf = (node: AnyNode): string =>
  node.resource_type === "unit_test" ? `${node.model}::${nameOf(node)}` : node.name;

/** A label without its position, which is known when the node starts. */
export function labelOf(
  node: AnyNode,
  defaultDatabase: string,
  position: { index: number; total: number },
): NodeLabel {
  const target = node.resource_type === "source" ? sourceRelation(node) : targetOf(node);
  return {
    id: node.unique_id,
    type: node.resource_type,
    name: nameOf(node),
    relation: target ? shown(target, defaultDatabase) : subjectOf(node),
    materialized: materializedOf(node),
    file: node.original_file_path,
    ...position,
    info: infoOf(node),
  };
}
