/**
 * Kinds that ptx keeps for other tools: unit tests, metrics, semantic models, saved queries. They
 * are written as the project has them, completed with the keys that dbt always writes.
 */
import type { Json, JsonObject } from "../core/node.ts";
import { isObject } from "../project/json.ts";

type Fallbacks = Readonly<Record<string, Json>>;

const noDependencies: Json = { macros: [], nodes: [] };

const common: Fallbacks = {
  description: "",
  config: { enabled: true },
  depends_on: noDependencies,
  created_at: 0,
};

const fallbacks: Readonly<Record<string, Fallbacks>> = {
  unit_tests: {
    ...common,
    given: [],
    expect: { rows: [] },
    overrides: null,
    checksum: null,
    schema: null,
    versions: null,
    version: null,
  },
  metrics: {
    ...common,
    filter: null,
    metadata: null,
    time_granularity: null,
    meta: {},
    tags: [],
    unrendered_config: {},
    sources: [],
    refs: [],
    metrics: [],
    group: null,
  },
  semantic_models: {
    ...common,
    node_relation: null,
    label: null,
    defaults: null,
    entities: [],
    measures: [],
    dimensions: [],
    metadata: null,
    refs: [],
    unrendered_config: {},
    primary_entity: null,
    group: null,
  },
  saved_queries: {
    ...common,
    exports: [],
    label: null,
    metadata: null,
    unrendered_config: {},
    group: null,
    refs: [],
    tags: [],
  },
};

/** dbt puts a row without nulls first, since some warehouses take types from it: so do the artifacts. */
function promoted(rows: Json | undefined): Json {
  if (!Array.isArray(rows)) return rows ?? null;
  const whole = rows.findIndex((row) => isObject(row) && !Object.values(row).includes(null));
  const [first, best] = [rows[0], rows[whole]];
  if (whole < 1 || first === undefined || best === undefined) return rows;
  return rows.map((row, index) => (index === 0 ? best : index === whole ? first : row));
}

/** Rows of a unit test: the format says how they are written, and is `dict` when left out. */
function rowsJson(value: Json | undefined): Json {
  if (!isObject(value)) return { rows: [], format: "dict", fixture: null };
  return { format: "dict", fixture: null, ...value, rows: promoted(value["rows"]) };
}

/** Where a unit test stands in its file is ptx's own knowledge. */
function unitTestJson({ ptx_patch, ptx_macro, tags, meta, ...entry }: JsonObject): JsonObject {
  const given = Array.isArray(entry["given"]) ? entry["given"] : [];
  return { ...entry, given: given.map(rowsJson), expect: rowsJson(entry["expect"]) };
}

/** A filter is written as one condition or several, and listed as several. */
function filterJson(value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  const conditions = Array.isArray(value) ? value : [value];
  if (conditions.some((one) => typeof one !== "string")) return value;
  return { where_filters: conditions.map((where_sql_template) => ({ where_sql_template })) };
}

/** What a metric is made of: a name alone, or a mapping with more. */
function inputJson(value: Json | undefined, more: Fallbacks): Json {
  if (value === undefined || value === null) return null;
  const written: JsonObject = isObject(value) ? value : { name: value };
  return { alias: null, ...more, ...written, filter: filterJson(written["filter"]) };
}

const measureKeys: Fallbacks = { join_to_timespine: false, fill_nulls_with: null };
const metricKeys: Fallbacks = { offset_window: null, offset_to_grain: null };

function metricJson(entry: JsonObject): JsonObject {
  const written = isObject(entry["type_params"]) ? entry["type_params"] : {};
  const metrics = Array.isArray(written["metrics"]) ? written["metrics"] : [];
  const type_params: JsonObject = {
    input_measures: [],
    expr: null,
    window: null,
    grain_to_date: null,
    conversion_type_params: null,
    cumulative_type_params: null,
    ...written,
    measure: inputJson(written["measure"], measureKeys),
    numerator: inputJson(written["numerator"], metricKeys),
    denominator: inputJson(written["denominator"], metricKeys),
    metrics: metrics.map((metric) => inputJson(metric, metricKeys)),
  };
  return { ...entry, type_params, filter: filterJson(entry["filter"]) };
}

const details: Readonly<Record<string, (entry: JsonObject) => JsonObject>> = {
  unit_tests: unitTestJson,
  metrics: metricJson,
};

/** The members of one kind (a key of the manifest) with all their keys. */
export function passiveJson(
  kind: string,
  entries: Readonly<Record<string, JsonObject>> = {},
): Record<string, JsonObject> {
  const result: Record<string, JsonObject> = {};
  for (const [id, entry] of Object.entries(entries)) {
    const complete = { ...fallbacks[kind], ...entry };
    result[id] = details[kind]?.(complete) ?? complete;
  }
  return result;
}
