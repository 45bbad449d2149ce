/**
 * The nodes of a project, in the shape and with the names of dbt's manifest v12.
 *
 * One shape everywhere: in memory, in `manifest.json`, in the templates' `model` and `graph`, in
 * the parse cache and in state comparisons. Nothing is mapped back and forth.
 */

declare const brand: unique symbol;
/** `model.shop.orders`, `test.shop.unique_orders_id.1a2b3c4d5e`, `source.shop.raw.orders`, … */
export type NodeId = string & { readonly [brand]: "NodeId" };
/** `macro.shop.cents_to_units`. */
export type MacroId = string & { readonly [brand]: "MacroId" };

export const asNodeId = (id: string): NodeId => id as NodeId;
export const asMacroId = (id: string): MacroId => id as MacroId;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Resolved config of a node: dbt's keys (`materialized`, `schema`, `tags`, `pre-hook`, …). */
export interface NodeConfig extends JsonObject {
  enabled: boolean;
  tags: string[];
  meta: JsonObject;
}

export interface ColumnInfo {
  name: string;
  description: string;
  meta: JsonObject;
  data_type: string | null;
  constraints: JsonObject[];
  quote: boolean | null;
  tags: string[];
  config: { meta: JsonObject; tags: string[] };
  granularity: string | null;
  doc_blocks: string[];
}

export interface RefArgs {
  name: string;
  package: string | null;
  version: string | number | null;
}

/** Path of keys and indexes into a YAML file; the place of a property is looked up when needed. */
export interface PatchPath {
  readonly file: string;
  readonly path: readonly (string | number)[];
}

interface Common {
  unique_id: NodeId;
  name: string;
  package_name: string;
  /** Relative to its resource folder (`staging/stg_orders.sql`). */
  path: string;
  /** Relative to its package's root (`models/staging/stg_orders.sql`), with `/`. */
  original_file_path: string;
  fqn: string[];
  description: string;
  tags: string[];
  meta: JsonObject;
  config: NodeConfig;
  created_at: number;
}

interface InWarehouse {
  database: string | null;
  schema: string;
  alias: string;
  /** Quoted name; null for what has no relation (ephemeral models, tests without stored failures). */
  relation_name: string | null;
}

interface FromTemplate {
  raw_code: string;
  language: "sql" | "python";
  refs: RefArgs[];
  /** `[source name, table name]` pairs. */
  sources: [string, string][];
  metrics: string[][];
  /** `[name]` or `[package, name]` of each `function(…)`; absent where there is none. */
  functions?: string[][];
  depends_on: { macros: MacroId[]; nodes: NodeId[] };
  compiled_path: string | null;
  compiled?: boolean;
  compiled_code?: string | null;
  extra_ctes?: { id: NodeId; sql: string }[];
  extra_ctes_injected?: boolean;
  checksum: { name: string; checksum: string };
  columns: Record<string, ColumnInfo>;
  docs: { show: boolean; node_color: string | null };
  /** `project://models/_schema.yml`; null when no YAML file speaks of the node. */
  patch_path: string | null;
  build_path: string | null;
  unrendered_config: JsonObject;
  config_call_dict: JsonObject;
  unrendered_config_call_dict: JsonObject;
  relation_name: string | null;
  doc_blocks: string[];
}

/** Where YAML speaks of a node; not part of the artifact. */
interface Located {
  ptx_patch?: PatchPath;
  /** Place of `raw_code`'s first character in its file, when that is not 1:1. */
  ptx_start?: { line: number; column: number };
}

export interface ModelNode extends Common, InWarehouse, FromTemplate, Located {
  resource_type: "model";
  access: "private" | "protected" | "public";
  group: string | null;
  contract: { enforced: boolean; alias_types: boolean; checksum: string | null };
  constraints: JsonObject[];
  version: string | number | null;
  latest_version: string | number | null;
  deprecation_date: string | null;
  primary_key: string[];
  time_spine: JsonObject | null;
  defer_relation: JsonObject | null;
}

export interface SnapshotNode extends Common, InWarehouse, FromTemplate, Located {
  resource_type: "snapshot";
  group: string | null;
  contract: { enforced: boolean; alias_types: boolean; checksum: string | null };
  defer_relation: JsonObject | null;
}

export interface SeedNode
  extends Common,
    InWarehouse,
    Omit<FromTemplate, "refs" | "sources" | "metrics">,
    Located {
  resource_type: "seed";
  group: string | null;
  root_path: string | null;
  defer_relation: JsonObject | null;
}

export interface TestMetadata {
  name: string;
  kwargs: JsonObject;
  namespace: string | null;
}

/** A data test: generic when `test_metadata` is there, else singular. */
export interface TestNode extends Common, InWarehouse, FromTemplate, Located {
  resource_type: "test";
  group: string | null;
  contract: { enforced: boolean; alias_types: boolean; checksum: string | null };
  test_metadata?: TestMetadata;
  /** Where the arguments have floats that JSON would take for whole numbers. */
  ptx_floats?: readonly (readonly (string | number)[])[];
  column_name?: string | null;
  file_key_name?: string | null;
  /** The node that the test is declared on. */
  attached_node?: NodeId | null;
}

/** Also hooks (`operation`) and inline SQL (`sql_operation`). */
export interface AnalysisNode extends Common, InWarehouse, FromTemplate, Located {
  resource_type: "analysis" | "operation" | "sql_operation";
  group: string | null;
  contract: { enforced: boolean; alias_types: boolean; checksum: string | null };
  /** Position of an on-run hook within its list. */
  index?: number;
}

/** A function in the warehouse. */
export interface FunctionNode extends Common, InWarehouse, FromTemplate, Located {
  resource_type: "function";
  group: string | null;
  contract: { enforced: boolean; alias_types: boolean; checksum: string | null };
  arguments: JsonObject[];
  returns: JsonObject;
}

export interface SourceNode extends Common, Located {
  resource_type: "source";
  database: string | null;
  schema: string;
  identifier: string;
  source_name: string;
  source_description: string;
  source_meta: JsonObject;
  loader: string;
  quoting: JsonObject;
  loaded_at_field: string | null;
  loaded_at_query: string | null;
  freshness: JsonObject | null;
  external: JsonObject | null;
  columns: Record<string, ColumnInfo>;
  patch_path: string | null;
  unrendered_config: JsonObject;
  relation_name: string;
  doc_blocks: string[];
  unrendered_database: string | null;
  unrendered_schema: string | null;
}

export interface ExposureNode extends Common, Located {
  resource_type: "exposure";
  type: string;
  owner: JsonObject;
  label: string | null;
  maturity: string | null;
  url: string | null;
  depends_on: { macros: MacroId[]; nodes: NodeId[] };
  refs: RefArgs[];
  sources: [string, string][];
  metrics: string[][];
  unrendered_config: JsonObject;
}

/** Rows of a unit test: mappings of column to value, or a select where the format is `sql`. */
export interface FixtureRows {
  rows: JsonObject[] | string;
  format: "dict" | "csv" | "sql";
  /** File below `tests/fixtures` that the rows come from. */
  fixture: string | null;
}

export interface UnitTestInput extends FixtureRows {
  /** `ref('…')`, `source('…', '…')` or `this`. */
  input: string;
}

export interface UnitTestOverrides {
  /** What macros return, by `macro` or `package.macro`. */
  macros: JsonObject;
  vars: JsonObject;
  env_vars: JsonObject;
}

/** A call of a macro, and what it must come to. */
export interface MacroCase {
  readonly macro: MacroId;
  readonly args: Json[];
  readonly kwargs: JsonObject;
  /** Its text, white space folded; the value that it returns; or what the warehouse says to it. */
  readonly expects: "sql" | "value" | "result";
  readonly wanted: Json;
}

/** A unit test of a model, or of a macro when `ptx_macro` is there. */
export interface UnitTestNode extends Common, Located {
  resource_type: "unit_test";
  /** Name of the model as written; of the macro for tests of macros. */
  model: string;
  given: UnitTestInput[];
  expect: FixtureRows;
  overrides: UnitTestOverrides | null;
  /** The tested model alone. */
  depends_on: { macros: MacroId[]; nodes: NodeId[] };
  checksum: string;
  schema: string | null;
  versions: { include: (string | number)[] | null; exclude: (string | number)[] | null } | null;
  version: string | number | null;
  ptx_macro?: MacroCase;
}

/** What the kinds of the semantic layer share. They are selected, listed and shown, but never run. */
interface Semantic
  extends Omit<Common, "description" | "tags" | "meta">,
    Pick<Located, "ptx_patch"> {
  label: string | null;
  group: string | null;
  refs: RefArgs[];
  depends_on: { macros: MacroId[]; nodes: NodeId[] };
  unrendered_config: JsonObject;
  /** Always null: where dbt would keep the place in the file. */
  metadata: null;
}

/** What a metric measures; a name alone is the same with all else null. */
export interface MeasureInput extends JsonObject {
  name: string;
}

export interface MetricTypeParams extends JsonObject {
  measure: MeasureInput | null;
  /** All measures that the metric comes from, also by way of other metrics. */
  input_measures: MeasureInput[];
  numerator: MeasureInput | null;
  denominator: MeasureInput | null;
  metrics: MeasureInput[];
}

export interface MetricNode extends Semantic {
  resource_type: "metric";
  description: string;
  tags: string[];
  meta: JsonObject;
  type: string;
  type_params: MetricTypeParams;
  filter: JsonObject | null;
  time_granularity: string | null;
  sources: [string, string][];
  metrics: string[][];
}

export interface SemanticModelNode extends Semantic {
  resource_type: "semantic_model";
  description: string | null;
  /** `ref('orders')`, as written. */
  model: string;
  node_relation: JsonObject | null;
  defaults: JsonObject | null;
  entities: JsonObject[];
  measures: JsonObject[];
  dimensions: JsonObject[];
  primary_entity: string | null;
}

export interface SavedQueryNode extends Semantic {
  resource_type: "saved_query";
  description: string | null;
  tags: string[];
  query_params: JsonObject & { metrics: string[] };
  exports: JsonObject[];
}

export type SemanticNode = MetricNode | SemanticModelNode | SavedQueryNode;

/** What runs in the warehouse or renders from a template: the `nodes` and `functions` of the artifact. */
export type CompiledNode = ModelNode | SnapshotNode | TestNode | AnalysisNode | FunctionNode;
export type ManifestNode = CompiledNode | SeedNode;
/** Everything the graph holds. */
export type AnyNode = ManifestNode | SourceNode | ExposureNode | UnitTestNode | SemanticNode;
export type ResourceType = AnyNode["resource_type"];

export interface MacroNode {
  unique_id: MacroId;
  resource_type: "macro";
  name: string;
  package_name: string;
  path: string;
  original_file_path: string;
  macro_sql: string;
  depends_on: { macros: MacroId[] };
  description: string;
  meta: JsonObject;
  docs: { show: boolean; node_color: string | null };
  patch_path: string | null;
  arguments: JsonObject[];
  config: { meta: JsonObject; docs: { show: boolean; node_color: string | null } };
  created_at: number;
  supported_languages: string[] | null;
  /** Place of the block's first character in its file. */
  ptx_start?: { line: number; column: number };
}

export interface DocNode {
  unique_id: string;
  resource_type: "doc";
  name: string;
  package_name: string;
  path: string;
  original_file_path: string;
  block_contents: string;
}

export interface GroupNode {
  unique_id: string;
  resource_type: "group";
  name: string;
  package_name: string;
  path: string;
  original_file_path: string;
  owner: JsonObject;
  description: string | null;
  config: JsonObject;
}
