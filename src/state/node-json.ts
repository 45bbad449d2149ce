/**
 * One node as the manifest writes it: dbt's keys in dbt's order, none left out, none of ptx's.
 *
 * Keys are spelled out rather than looped over: objects made by constant keys stay in V8's fast
 * form, which halves the time of a manifest of thousands of nodes.
 */
import type { CompileFacts } from "../core/compiled.ts";
import type { AnyNode, GroupNode, Json, JsonObject, MacroNode } from "../core/node.ts";
import { semanticJson, unitTestJson } from "./passive-json.ts";

/** A value, or what stands for "nothing said". */
const or = (value: Json | undefined, fallback: Json): Json => value ?? fallback;

/** A column that a YAML file or a reader of another version left incomplete. */
function columnJson(n: JsonObject): JsonObject {
  return {
    name: or(n["name"], ""),
    description: or(n["description"], ""),
    meta: or(n["meta"], {}),
    data_type: or(n["data_type"], null),
    constraints: or(n["constraints"], []),
    quote: or(n["quote"], null),
    config: or(n["config"], { meta: {}, tags: [] }),
    tags: or(n["tags"], []),
    granularity: or(n["granularity"], null),
    doc_blocks: or(n["doc_blocks"], []),
  };
}

function columnsJson(value: Json | undefined): JsonObject {
  const columns = (value ?? {}) as Record<string, JsonObject>;
  const result: JsonObject = {};
  for (const name in columns) {
    const column = columns[name] ?? {};
    const complete = "granularity" in column && "doc_blocks" in column;
    result[name] = complete ? column : columnJson(column);
  }
  return result;
}

/** A source. */
function sourceJson(n: JsonObject): JsonObject {
  return {
    database: or(n["database"], null),
    schema: or(n["schema"], ""),
    name: or(n["name"], ""),
    resource_type: or(n["resource_type"], ""),
    package_name: or(n["package_name"], ""),
    path: or(n["path"], ""),
    original_file_path: or(n["original_file_path"], ""),
    unique_id: or(n["unique_id"], ""),
    fqn: or(n["fqn"], []),
    source_name: or(n["source_name"], ""),
    source_description: or(n["source_description"], ""),
    loader: or(n["loader"], ""),
    identifier: or(n["identifier"], ""),
    quoting: or(n["quoting"], { database: null, schema: null, identifier: null, column: null }),
    loaded_at_field: or(n["loaded_at_field"], null),
    loaded_at_query: or(n["loaded_at_query"], null),
    freshness: or(n["freshness"], null),
    external: or(n["external"], null),
    description: or(n["description"], ""),
    columns: columnsJson(n["columns"]),
    meta: or(n["meta"], {}),
    source_meta: or(n["source_meta"], {}),
    tags: or(n["tags"], []),
    config: or(n["config"], {}),
    patch_path: or(n["patch_path"], null),
    unrendered_config: or(n["unrendered_config"], {}),
    relation_name: or(n["relation_name"], null),
    created_at: or(n["created_at"], 0),
    unrendered_database: or(n["unrendered_database"], null),
    unrendered_schema: or(n["unrendered_schema"], null),
    doc_blocks: or(n["doc_blocks"], []),
  };
}

/** Who is to be asked about a group or exposure. */
const ownerJson = (owner: Json | undefined): Json => ({
  email: null,
  name: null,
  ...(owner as JsonObject | undefined),
});

/** The artifact's form of a group. */
export const groupJson = (group: GroupNode): JsonObject => ({
  ...(group as unknown as JsonObject),
  owner: ownerJson(group.owner),
});

/** An exposure. */
function exposureJson(n: JsonObject): JsonObject {
  return {
    name: or(n["name"], ""),
    resource_type: or(n["resource_type"], ""),
    package_name: or(n["package_name"], ""),
    path: or(n["path"], ""),
    original_file_path: or(n["original_file_path"], ""),
    unique_id: or(n["unique_id"], ""),
    fqn: or(n["fqn"], []),
    type: or(n["type"], ""),
    owner: ownerJson(n["owner"]),
    description: or(n["description"], ""),
    label: or(n["label"], null),
    maturity: or(n["maturity"], null),
    meta: or(n["meta"], {}),
    tags: or(n["tags"], []),
    config: or(n["config"], {}),
    unrendered_config: or(n["unrendered_config"], {}),
    url: or(n["url"], null),
    depends_on: or(n["depends_on"], { macros: [], nodes: [] }),
    refs: or(n["refs"], []),
    sources: or(n["sources"], []),
    metrics: or(n["metrics"], []),
    created_at: or(n["created_at"], 0),
  };
}

/** What all kinds under `nodes` have. */
function parsedJson(n: JsonObject): JsonObject {
  return {
    database: or(n["database"], null),
    schema: or(n["schema"], ""),
    name: or(n["name"], ""),
    resource_type: or(n["resource_type"], ""),
    package_name: or(n["package_name"], ""),
    path: or(n["path"], ""),
    original_file_path: or(n["original_file_path"], ""),
    unique_id: or(n["unique_id"], ""),
    fqn: or(n["fqn"], []),
    alias: or(n["alias"], ""),
    checksum: or(n["checksum"], { name: "none", checksum: "" }),
    config: or(n["config"], {}),
    tags: or(n["tags"], []),
    description: or(n["description"], ""),
    columns: columnsJson(n["columns"]),
    meta: or(n["meta"], {}),
    group: or(n["group"], null),
    docs: or(n["docs"], { show: true, node_color: null }),
    patch_path: or(n["patch_path"], null),
    build_path: or(n["build_path"], null),
    unrendered_config: or(n["unrendered_config"], {}),
    created_at: or(n["created_at"], 0),
    relation_name: or(n["relation_name"], null),
    raw_code: or(n["raw_code"], ""),
    doc_blocks: or(n["doc_blocks"], []),
  };
}

/** What all kinds but seeds have. */
function addTemplate(result: JsonObject, n: JsonObject): void {
  result["language"] = or(n["language"], "sql");
  result["refs"] = or(n["refs"], []);
  result["sources"] = or(n["sources"], []);
  result["metrics"] = or(n["metrics"], []);
  result["functions"] = or(n["functions"], []);
  result["depends_on"] = or(n["depends_on"], { macros: [], nodes: [] });
  result["compiled_path"] = or(n["compiled_path"], null);
  result["contract"] = or(n["contract"], { enforced: false, alias_types: true, checksum: null });
}

/** What only models have. */
function addModel(result: JsonObject, n: JsonObject): void {
  result["access"] = or(n["access"], "protected");
  result["constraints"] = or(n["constraints"], []);
  result["version"] = or(n["version"], null);
  result["latest_version"] = or(n["latest_version"], null);
  result["deprecation_date"] = or(n["deprecation_date"], null);
  result["primary_key"] = or(n["primary_key"], []);
  result["time_spine"] = or(n["time_spine"], null);
}

/** What only generic tests have. */
function addGenericTest(result: JsonObject, n: JsonObject): void {
  result["column_name"] = or(n["column_name"], null);
  result["file_key_name"] = or(n["file_key_name"], null);
  result["attached_node"] = or(n["attached_node"], null);
  result["test_metadata"] = or(n["test_metadata"], null);
}

/** What only functions have. */
function addFunction(result: JsonObject, n: JsonObject): void {
  result["returns"] = or(n["returns"], {});
  result["arguments"] = or(n["arguments"], []);
}

/** What a command found out about a node. */
export interface CompiledFacts {
  /** Null for what has no template: seeds. */
  readonly compiled_code: string | null;
  readonly compiled_path: string | null;
  readonly extra_ctes?: CompileFacts["extra_ctes"];
  /** File below the project that holds the statement that was run. */
  readonly build_path?: string | null;
  /** Macros that were called; they join those that were seen at first reading. */
  readonly macros?: CompileFacts["macros"];
  /** Of a hook that ran: its place among all hooks of the run, from 1. */
  readonly index?: number;
}

function addMacros(result: JsonObject, called: readonly string[]): void {
  const { macros, nodes } = result["depends_on"] as { macros: string[]; nodes: string[] };
  const more = called.filter((id) => !macros.includes(id));
  if (more.length > 0) result["depends_on"] = { macros: [...macros, ...more], nodes };
}

function addCompiled(result: JsonObject, n: JsonObject, facts: CompiledFacts | undefined): void {
  if (typeof facts?.compiled_code !== "string" && n["compiled"] !== true) return;
  const ctes = facts?.extra_ctes ?? n["extra_ctes"] ?? [];
  // Snapshots are run from their select alone, which dbt keeps in no file.
  const path = n["resource_type"] === "snapshot" ? null : facts?.compiled_path;
  result["compiled_path"] = path ?? n["compiled_path"] ?? null;
  result["compiled"] = true;
  result["compiled_code"] = facts?.compiled_code ?? n["compiled_code"] ?? null;
  result["extra_ctes_injected"] = true;
  result["extra_ctes"] = ctes as Json;
  if (facts?.macros !== undefined) addMacros(result, facts.macros);
}

/** Kinds without a template. */
const declaredJson: Readonly<Partial<Record<AnyNode["resource_type"], typeof sourceJson>>> = {
  source: sourceJson,
  exposure: exposureJson,
  unit_test: unitTestJson,
  metric: semanticJson,
  semantic_model: semanticJson,
  saved_query: semanticJson,
};

/** The artifact's form of a node; its parts are shared with the node. */
export function nodeJson(node: AnyNode, compiled?: CompiledFacts): JsonObject {
  // A node is JSON throughout: its interface only says more about the keys.
  const n = node as unknown as JsonObject;
  const type = node.resource_type;
  const declared = declaredJson[type];
  if (declared) return declared(n);
  const result = parsedJson(n);
  if (compiled?.build_path) result["build_path"] = compiled.build_path;
  if (type === "seed") {
    result["root_path"] = n["root_path"] ?? null;
    // Seeds read nothing: dbt leaves the list of nodes out.
    result["depends_on"] = { macros: node.depends_on?.macros ?? [] };
    return result;
  }
  addTemplate(result, n);
  if (type === "model") addModel(result, n);
  if (type === "function") addFunction(result, n);
  if (type === "operation") result["index"] = compiled?.index ?? n["index"] ?? null;
  addCompiled(result, n, compiled);
  if (n["test_metadata"]) addGenericTest(result, n);
  if (n["defer_relation"]) result["defer_relation"] = n["defer_relation"];
  return result;
}

/** The artifact's form of a macro. */
export function macroJson(macro: MacroNode): JsonObject {
  const n = macro as unknown as JsonObject;
  return {
    name: or(n["name"], ""),
    resource_type: or(n["resource_type"], ""),
    package_name: or(n["package_name"], ""),
    path: or(n["path"], ""),
    original_file_path: or(n["original_file_path"], ""),
    unique_id: or(n["unique_id"], ""),
    macro_sql: or(n["macro_sql"], ""),
    depends_on: or(n["depends_on"], { macros: [] }),
    description: or(n["description"], ""),
    meta: or(n["meta"], {}),
    docs: or(n["docs"], { show: true, node_color: null }),
    patch_path: or(n["patch_path"], null),
    arguments: or(n["arguments"], []),
    created_at: or(n["created_at"], 0),
    supported_languages: or(n["supported_languages"], null),
  };
}
