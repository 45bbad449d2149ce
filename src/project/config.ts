/**
 * Node config: dbt's defaults by resource type, and dbt's merge rules by key.
 *
 * Precedence, lowest first: defaults, folders of the node's own project file, YAML properties,
 * `config()` in the file, and for packages the folders of the root project file.
 */
import type { Json, JsonObject, NodeConfig } from "../core/node.ts";
import { isObject } from "./json.ts";
import { emptyList, emptyMap, noContractConfig, shownDocs } from "./shared.ts";

const relational: JsonObject = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: emptyList,
  meta: emptyMap,
  group: null,
  materialized: "view",
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: emptyMap,
  "post-hook": emptyList,
  "pre-hook": emptyList,
  quoting: emptyMap,
  column_types: emptyMap,
  full_refresh: null,
  unique_key: null,
  on_schema_change: "ignore",
  on_configuration_change: "apply",
  grants: emptyMap,
  packages: emptyList,
  docs: shownDocs,
  contract: noContractConfig,
  event_time: null,
  concurrent_batches: null,
};

const defaults = {
  model: { ...relational, access: "protected", freshness: null },
  seed: { ...relational, materialized: "seed", delimiter: ",", quote_columns: null },
  snapshot: {
    ...relational,
    materialized: "snapshot",
    strategy: null,
    target_schema: null,
    target_database: null,
    updated_at: null,
    check_cols: null,
    snapshot_meta_column_names: {
      dbt_valid_to: null,
      dbt_valid_from: null,
      dbt_scd_id: null,
      dbt_updated_at: null,
      dbt_is_deleted: null,
    },
    dbt_valid_to_current: null,
  },
  analysis: relational,
  function: {
    ...relational,
    materialized: "function",
    type: "scalar",
    volatility: null,
    runtime_version: null,
    entry_point: null,
  },
  operation: relational,
  test: {
    enabled: true,
    alias: null,
    schema: "dbt_test__audit",
    database: null,
    tags: emptyList,
    meta: emptyMap,
    group: null,
    materialized: "test",
    severity: "ERROR",
    store_failures: null,
    store_failures_as: null,
    where: null,
    limit: null,
    fail_calc: "count(*)",
    warn_if: "!= 0",
    error_if: "!= 0",
  },
  source: {
    enabled: true,
    event_time: null,
    freshness: {
      warn_after: { count: null, period: null },
      error_after: { count: null, period: null },
      filter: null,
    },
    loaded_at_field: null,
    loaded_at_query: null,
    meta: emptyMap,
    tags: emptyList,
  },
  exposure: { enabled: true, tags: emptyList, meta: emptyMap },
  unit_test: { enabled: true, tags: emptyList, meta: emptyMap },
} satisfies Record<string, JsonObject>;

export type ConfiguredType = keyof typeof defaults;

/** Fresh default config of a resource type. */
export function defaultConfig(type: ConfiguredType): NodeConfig {
  return { ...defaults[type] } as unknown as NodeConfig;
}

/** Layers of the levels of config trees: each level is asked for by every node below it. */
const layers = new WeakMap<JsonObject, JsonObject>();

/** One folder level of a config tree: `+key` and plain scalars and lists; plain maps are folders. */
function levelConfig(level: JsonObject): JsonObject {
  const known = layers.get(level);
  if (known !== undefined) return known;
  const config: JsonObject = {};
  for (const [key, value] of Object.entries(level)) {
    if (key.startsWith("+")) config[key.slice(1).trim()] = value;
    else if (!isObject(value)) config[key] = value;
  }
  layers.set(level, config);
  return config;
}

/**
 * The config layers that a folder tree holds for a node, outermost first.
 * @param fqn Project, folders, name.
 */
export function layersFor(tree: JsonObject | undefined, fqn: readonly string[]): JsonObject[] {
  const found: JsonObject[] = [];
  let level: Json | undefined = tree;
  for (let depth = 0; isObject(level); depth += 1) {
    const layer = levelConfig(level);
    if (Object.keys(layer).length > 0) found.push(layer);
    const part = fqn[depth];
    level = part === undefined ? undefined : level[part];
  }
  return found;
}

/** The folder paths of a config tree, for the warning about paths that match nothing. */
export function treePaths(
  tree: JsonObject | undefined,
  prefix: readonly string[] = [],
): string[][] {
  const paths: string[][] = [];
  for (const [key, value] of Object.entries(tree ?? {})) {
    if (key.startsWith("+") || !isObject(value)) continue;
    const path = [...prefix, key];
    const below = treePaths(value, path);
    if (below.length > 0) paths.push(...below);
    else paths.push(path);
  }
  return paths;
}

/** What dbt settles after all layers: one text tag is a list, `store_failures` both ways. */
export function finalizeConfig(config: NodeConfig): NodeConfig {
  if (!Array.isArray(config.tags)) config.tags = config.tags === null ? [] : [String(config.tags)];
  if ("store_failures_as" in config) finalizeStoreFailures(config);
  const freshness = config["freshness"];
  if (isObject(freshness) && isObject(freshness["build_after"])) {
    const after = { count: null, period: null, updates_on: "any", ...freshness["build_after"] };
    config["freshness"] = { build_after: after };
  }
  return config;
}

function finalizeStoreFailures(config: JsonObject): void {
  if (config["store_failures_as"] === null || config["store_failures_as"] === undefined) {
    const stored = config["store_failures"];
    config["store_failures_as"] = stored === true ? "table" : stored === false ? "ephemeral" : null;
  } else {
    config["store_failures"] = config["store_failures_as"] !== "ephemeral";
  }
}
