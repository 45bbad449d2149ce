/** `catalog.json`, version 1: the tables that exist, with their columns as the warehouse has them. */
import type { CatalogTable } from "../core/adapter.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";
import type { RelationKind, RelationName } from "../core/relation.ts";
import { type MetadataFacts, metadataOf } from "./metadata.ts";

/** Kinds in the words of the information schema, which readers of catalogs know. */
const kinds: Readonly<Record<RelationKind, string>> = {
  table: "BASE TABLE",
  view: "VIEW",
  materialized_view: "MATERIALIZED VIEW",
  dynamic_table: "DYNAMIC TABLE",
  external: "EXTERNAL",
  cte: "CTE",
};

const noStats = {
  has_stats: {
    id: "has_stats",
    label: "Has Stats?",
    value: false,
    include: false,
    description: "Indicates whether there are statistics for this table",
  },
};

/** Tables of one name are one table: warehouses differ in the case that they report. */
const keyOf = ({
  database,
  schema,
  name,
}: Omit<RelationName, "database"> & { database: string | null | undefined }): string =>
  JSON.stringify([database ?? "", schema, name]).toLowerCase();

/** Which nodes and sources stand for each relation; a source may be a node's table, or another's. */
function namesOf(manifest: Manifest) {
  const nodes = new Map<string, NodeId>();
  const sources = new Map<string, NodeId[]>();
  for (const { unique_id, database, schema, alias, relation_name } of manifest.nodes.values()) {
    if (relation_name !== null) nodes.set(keyOf({ database, schema, name: alias }), unique_id);
  }
  for (const { unique_id, database, schema, identifier } of manifest.sources.values()) {
    const key = keyOf({ database, schema, name: identifier });
    sources.set(key, [...(sources.get(key) ?? []), unique_id]);
  }
  return { nodes, sources };
}

/** The catalog of the tables that a node or source of the manifest stands for. */
export function toCatalogJson(
  manifest: Manifest,
  tables: readonly CatalogTable[],
  facts: MetadataFacts,
  errors: readonly string[] = [],
) {
  const names = namesOf(manifest);
  const nodes: Record<string, unknown> = {};
  const sources: Record<string, unknown> = {};
  for (const table of tables) {
    const key = keyOf(table);
    const node = names.nodes.get(key);
    if (node !== undefined) nodes[node] = tableJson(table, node);
    for (const source of names.sources.get(key) ?? []) sources[source] = tableJson(table, source);
  }
  return {
    metadata: metadataOf("catalog", facts),
    nodes,
    sources,
    errors: errors.length === 0 ? null : errors,
  };
}

function tableJson(table: CatalogTable, id: NodeId) {
  const columns: Record<string, unknown> = {};
  table.columns.forEach(({ name, type, comment }, i) => {
    columns[name] = { type, index: i + 1, name, comment: comment ?? null };
  });
  return {
    metadata: {
      type: kinds[table.kind],
      schema: table.schema,
      name: table.name,
      database: table.database ?? null,
      comment: table.comment ?? null,
      owner: table.owner ?? null,
    },
    columns,
    stats: noStats,
    unique_id: id,
  };
}
