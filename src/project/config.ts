/**
 * Node config: dbt's defaults by resource type, and dbt's merge rules by key.
 *
 * Precedence, lowest first: defaults, folders of the node's own project file, YAML properties,
 * `config()` in the file, and for packages the folders of the root project file.
 */
import type { Json, JsonObject, NodeConfig } from "../core/node.ts";
import { isObject, objectOf } from "./json.ts";

type Merge = "append" | "update" | "key-append";

/** Keys that do not simply replace what was there before. */
const merges: Readonly<Record<string, Merge>> = {
  tags: "append",
  packages: "append",
  "pre-hook": "append",
  "post-hook": "append",
  meta: "update",
  quoting: "update",
  column_types: "update",
  docs: "update",
  contract: "update",
  snapshot_meta_column_names: "update",
  grants: "key-append",
};

const relational = (): JsonObject => ({
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
  materialized: "view",
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  "post-hook": [],
  "pre-hook": [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: "ignore",
  on_configuration_change: "apply",
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
});

const defaults = {
  model: () => ({ ...relational(), access: "protected", freshness: null }),
  seed: () => ({ ...relational(), materialized: "seed", delimiter: ",", quote_columns: null }),
  snapshot: () => ({
    ...relational(),
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
  }),
  analysis: relational,
  operation: relational,
  test: () => ({
    enabled: true,
    alias: null,
    schema: "dbt_test__audit",
    database: null,
    tags: [],
    meta: {},
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
  }),
  source: () => ({
    enabled: true,
    event_time: null,
    freshness: {
      warn_after: { count: null, period: null },
      error_after: { count: null, period: null },
      filter: null,
    },
    loaded_at_field: null,
    loaded_at_query: null,
    meta: {},
    tags: [],
  }),
  exposure: () => ({ enabled: true, tags: [], meta: {} }),
  unit_test: () => ({ enabled: true, tags: [], meta: {} }),
} satisfies Record<string, () => JsonObject>;

export type ConfiguredType = keyof typeof defaults;

/** Fresh default config of a resource type. */
export function defaultConfig(type: ConfiguredType): NodeConfig {
  return defaults[type]() as unknown as NodeConfig;
}

const asList = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);

/** A hook as the manifest holds it; text may itself be JSON (`before_begin(...)` returns that). */
function hook(value: Json): JsonObject {
  if (isObject(value)) return { transaction: true, index: null, ...value };
  const text = String(value);
  if (text.startsWith("{") && !text.startsWith("{{") && !text.startsWith("{%")) {
    try {
      return { transaction: true, index: null, ...JSON.parse(text) };
    } catch {
      // Not JSON after all: SQL may begin with a brace.
    }
  }
  return { sql: text, transaction: true, index: null };
}

const spellings: Readonly<Record<string, string>> = {
  pre_hook: "pre-hook",
  post_hook: "post-hook",
};

function normalized(key: string, value: Json): Json {
  if (key === "pre-hook" || key === "post-hook") {
    return value === null ? [] : asList(value).map(hook);
  }
  return value;
}

function merged(before: Json | undefined, value: Json, merge: Merge | undefined): Json {
  if (merge === "append") {
    return [...(before === undefined || before === null ? [] : asList(before)), ...asList(value)];
  }
  if (merge === "update") {
    return isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merge === "key-append" && isObject(value) ? mergedKeys(before, value) : value;
}

/** Grants: `+select` adds to the list below, `select` replaces it. */
function mergedKeys(before: Json | undefined, value: JsonObject): JsonObject {
  const lists = new Map(Object.entries(objectOf(before)).map(([key, old]) => [key, asList(old)]));
  for (const [key, added] of Object.entries(value)) {
    const name = key.replace(/^\+/, "");
    const kept = key.startsWith("+") ? (lists.get(name) ?? []) : [];
    lists.set(name, [...kept, ...asList(added)]);
  }
  return Object.fromEntries(lists);
}

/** Merges one more config layer into `target`, key by key as dbt does. */
export function mergeConfig(target: JsonObject, layer: JsonObject): void {
  for (const [written, raw] of Object.entries(layer)) {
    const key = spellings[written] ?? written;
    const value = normalized(key, raw);
    const merge = merges[key];
    if (merge === "append" && value === null) continue;
    target[key] = merged(target[key], value, merge);
  }
}

/**
 * Adds a `config(...)` call to the calls before it. Values stay as they were written (`+select` of
 * grants, hooks as text): what they do to the layers below is decided when all calls are known.
 */
export function mergeCalls(calls: JsonObject, call: JsonObject): void {
  if (Object.keys(calls).length === 0) {
    Object.assign(calls, call);
    return;
  }
  for (const [key, value] of Object.entries(call)) {
    const merge = merges[key];
    const before = calls[key];
    if (merge === "key-append") calls[key] = withGrants(before, value);
    else calls[key] = merge === "append" && value === null ? [] : merged(before, value, merge);
  }
}

function withGrants(before: Json | undefined, value: Json): Json {
  if (!isObject(before) || !isObject(value)) return value;
  const result: JsonObject = { ...before };
  for (const [key, added] of Object.entries(value)) {
    const kept = key.startsWith("+") ? before[key] : undefined;
    result[key] = kept === undefined ? added : [...asList(kept), ...asList(added)];
  }
  return result;
}

/** One folder level of a config tree: `+key` and plain scalars and lists; plain maps are folders. */
function levelConfig(level: JsonObject): JsonObject {
  const config: JsonObject = {};
  for (const [key, value] of Object.entries(level)) {
    if (key.startsWith("+")) config[key.slice(1).trim()] = value;
    else if (!isObject(value)) config[key] = value;
  }
  return config;
}

/**
 * The config layers that a folder tree holds for a node, outermost first.
 * @param fqn Project, folders, name.
 */
export function layersFor(tree: JsonObject | undefined, fqn: readonly string[]): JsonObject[] {
  const layers: JsonObject[] = [];
  let level: Json | undefined = tree;
  for (let depth = 0; isObject(level); depth += 1) {
    const layer = levelConfig(level);
    if (Object.keys(layer).length > 0) layers.push(layer);
    const part = fqn[depth];
    level = part === undefined ? undefined : level[part];
  }
  return layers;
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
