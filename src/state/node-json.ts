/** One node as the manifest writes it: dbt's keys in dbt's order, none left out, none of ptx's. */
import type { AnyNode, Json, JsonObject, NodeId } from "../core/node.ts";

/** A key and the value that stands for "nothing said". */
type Keys = readonly (readonly [key: string, fallback: Json])[];

const named: Keys = [
  ["name", ""],
  ["resource_type", ""],
  ["package_name", ""],
  ["path", ""],
  ["original_file_path", ""],
  ["unique_id", ""],
  ["fqn", []],
];

const parsed: Keys = [
  ["database", null],
  ["schema", ""],
  ...named,
  ["alias", ""],
  ["checksum", { name: "none", checksum: "" }],
  ["config", {}],
  ["tags", []],
  ["description", ""],
  ["columns", {}],
  ["meta", {}],
  ["group", null],
  ["docs", { show: true, node_color: null }],
  ["patch_path", null],
  ["build_path", null],
  ["unrendered_config", {}],
  ["created_at", 0],
  ["relation_name", null],
  ["raw_code", ""],
  ["doc_blocks", []],
];

const compiledKeys: Keys = [
  ["language", "sql"],
  ["refs", []],
  ["sources", []],
  ["metrics", []],
  ["functions", []],
  ["depends_on", { macros: [], nodes: [] }],
  ["compiled_path", null],
];

const contract: Keys = [["contract", { enforced: false, alias_types: true, checksum: null }]];

const modelKeys: Keys = [
  ["access", "protected"],
  ["constraints", []],
  ["version", null],
  ["latest_version", null],
  ["deprecation_date", null],
  ["primary_key", []],
  ["time_spine", null],
];

const genericTestKeys: Keys = [
  ["column_name", null],
  ["file_key_name", null],
  ["attached_node", null],
  ["test_metadata", null],
];

const sourceKeys: Keys = [
  ["database", null],
  ["schema", ""],
  ...named,
  ["source_name", ""],
  ["source_description", ""],
  ["loader", ""],
  ["identifier", ""],
  ["quoting", { database: null, schema: null, identifier: null, column: null }],
  ["loaded_at_field", null],
  ["loaded_at_query", null],
  ["freshness", null],
  ["external", null],
  ["description", ""],
  ["columns", {}],
  ["meta", {}],
  ["source_meta", {}],
  ["tags", []],
  ["config", {}],
  ["patch_path", null],
  ["unrendered_config", {}],
  ["relation_name", null],
  ["created_at", 0],
  ["unrendered_database", null],
  ["unrendered_schema", null],
  ["doc_blocks", []],
];

const exposureKeys: Keys = [
  ...named,
  ["type", ""],
  ["owner", {}],
  ["description", ""],
  ["label", null],
  ["maturity", null],
  ["meta", {}],
  ["tags", []],
  ["config", {}],
  ["unrendered_config", {}],
  ["url", null],
  ["depends_on", { macros: [], nodes: [] }],
  ["refs", []],
  ["sources", []],
  ["metrics", []],
  ["created_at", 0],
];

const keysByType: Readonly<Record<AnyNode["resource_type"], Keys>> = {
  model: [...parsed, ...compiledKeys, ...contract, ...modelKeys],
  snapshot: [...parsed, ...compiledKeys, ...contract],
  test: [...parsed, ...compiledKeys, ...contract],
  analysis: [...parsed, ...compiledKeys, ...contract],
  sql_operation: [...parsed, ...compiledKeys, ...contract],
  operation: [...parsed, ...compiledKeys, ...contract, ["index", null]],
  seed: [...parsed, ["root_path", null], ["depends_on", { macros: [] }]],
  source: sourceKeys,
  exposure: exposureKeys,
};

const columnKeys: Keys = [
  ["name", ""],
  ["description", ""],
  ["meta", {}],
  ["data_type", null],
  ["constraints", []],
  ["quote", null],
  ["config", { meta: {}, tags: [] }],
  ["tags", []],
  ["granularity", null],
  ["doc_blocks", []],
];

function withKeys(value: JsonObject, keys: Keys): JsonObject {
  const result: JsonObject = {};
  for (const [key, fallback] of keys) result[key] = value[key] ?? fallback;
  return result;
}

function columnsJson(columns: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const name in columns) {
    const column = columns[name] as JsonObject;
    result[name] = withKeys(column, columnKeys);
  }
  return result;
}

interface Compiled {
  readonly compiled_code: string | null;
  readonly compiled_path: string | null;
  readonly extra_ctes?: readonly { readonly id: NodeId; readonly sql: string }[];
}

function addCompiled(result: JsonObject, node: JsonObject, facts: Compiled | undefined): void {
  if (!facts && node["compiled"] !== true) return;
  const ctes = facts?.extra_ctes ?? node["extra_ctes"] ?? [];
  result["compiled_path"] = facts?.compiled_path ?? node["compiled_path"] ?? null;
  result["compiled"] = true;
  result["compiled_code"] = facts?.compiled_code ?? node["compiled_code"] ?? null;
  result["extra_ctes_injected"] = true;
  result["extra_ctes"] = ctes as Json;
}

/** The artifact's form of a node; its parts are shared with the node. */
export function nodeJson(node: AnyNode, compiled?: Compiled): JsonObject {
  // A node is JSON throughout: its interface only says more about the keys.
  const source = node as unknown as JsonObject;
  const result = withKeys(source, keysByType[node.resource_type]);
  if ("columns" in node) result["columns"] = columnsJson(source["columns"] as JsonObject);
  if (node.resource_type === "source" || node.resource_type === "exposure") return result;
  if (node.resource_type !== "seed") addCompiled(result, source, compiled);
  if (source["test_metadata"]) Object.assign(result, withKeys(source, genericTestKeys));
  if (source["defer_relation"]) result["defer_relation"] = source["defer_relation"];
  return result;
}
