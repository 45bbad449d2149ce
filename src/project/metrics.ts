/** Metrics as dbt's manifest has them: every key, also of what is left out. */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject, MeasureInput, MetricNode, MetricTypeParams } from "../core/node.ts";
import { type BuildContext, describe } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import { filterOf, semanticStart } from "./semantic-config.ts";
import type { KeyPath } from "./yaml-render.ts";

const grains: ReadonlySet<string> = new Set(
  "nanosecond microsecond millisecond second minute hour day week month quarter year".split(" "),
);

/** `7 days` → `{count: 7, granularity: "day"}`. @throws PtxError PTX1225 */
function windowOf(entry: Entry, value: Json | undefined, path: KeyPath): JsonObject | null {
  if (value === undefined || value === null) return null;
  const [, count, word = ""] = /^(\d+) (\S+)$/.exec(String(value).toLowerCase()) ?? [];
  if (count === undefined) {
    throw new PtxError(
      "PTX1225",
      `Metric '${entry.name}' has a window that is no time span: found ${JSON.stringify(value)}`,
      { at: placeIn(entry, path), hint: "Write a number and a unit: 7 days." },
    );
  }
  const single = word.endsWith("s") && grains.has(word.slice(0, -1)) ? word.slice(0, -1) : word;
  return { count: Number(count), granularity: single };
}

/** Measures and metrics may be named alone, or with more said about them. */
const named = (value: Json): JsonObject => (isObject(value) ? value : { name: value });

function measureOf(value: Json | undefined): MeasureInput | null {
  if (value === undefined || value === null) return null;
  const written = named(value);
  return {
    name: String(written["name"]),
    filter: filterOf(written["filter"]),
    alias: textOf(written["alias"]),
    join_to_timespine: written["join_to_timespine"] === true,
    fill_nulls_with: written["fill_nulls_with"] ?? null,
  };
}

function inputOf(entry: Entry, value: Json | undefined, path: KeyPath): MeasureInput | null {
  if (value === undefined || value === null) return null;
  const written = named(value);
  return {
    name: String(written["name"]),
    filter: filterOf(written["filter"]),
    alias: textOf(written["alias"]),
    offset_window: windowOf(entry, written["offset_window"], [...path, "offset_window"]),
    offset_to_grain: textOf(written["offset_to_grain"]),
  };
}

function conversionOf(entry: Entry, value: Json | undefined): JsonObject | null {
  if (!isObject(value)) return null;
  const path = ["type_params", "conversion_type_params", "window"];
  return {
    base_measure: measureOf(value["base_measure"]),
    conversion_measure: measureOf(value["conversion_measure"]),
    entity: value["entity"] ?? null,
    calculation: value["calculation"] ?? "conversion_rate",
    window: windowOf(entry, value["window"], path),
    constant_properties: value["constant_properties"] ?? null,
  };
}

/** What cumulative metrics say at the top of their parameters, an older form, counts as well. */
function cumulativeOf(entry: Entry, type: string, params: JsonObject): JsonObject | null {
  if (type !== "cumulative") return null;
  const written = objectOf(params["cumulative_type_params"]);
  const nested = written["window"] !== undefined;
  const path = ["type_params", ...(nested ? ["cumulative_type_params"] : []), "window"];
  return {
    window: windowOf(entry, written["window"] ?? params["window"], path),
    grain_to_date: written["grain_to_date"] ?? params["grain_to_date"] ?? null,
    period_agg: written["period_agg"] ?? "first",
    metric: null,
  };
}

function paramsOf(entry: Entry, type: string): MetricTypeParams {
  const written = objectOf(entry.value["type_params"]);
  const at = (...path: (string | number)[]): KeyPath => ["type_params", ...path];
  const metrics = listOf(written["metrics"]).map((one, index) =>
    inputOf(entry, one, at("metrics", index)),
  );
  return {
    measure: measureOf(written["measure"]),
    input_measures: [],
    numerator: inputOf(entry, written["numerator"], at("numerator")),
    denominator: inputOf(entry, written["denominator"], at("denominator")),
    expr: textOf(written["expr"]),
    window: windowOf(entry, written["window"], at("window")),
    grain_to_date: written["grain_to_date"] ?? null,
    metrics: metrics.filter((one) => one !== null),
    conversion_type_params: conversionOf(entry, written["conversion_type_params"]),
    cumulative_type_params: cumulativeOf(entry, type, written),
    metric_aggregation_params: null,
  };
}

const measured = {
  simple: "type_params: {measure: …}",
  cumulative: "type_params: {measure: …}",
  ratio: "type_params: {numerator: …, denominator: …}",
  derived: "type_params: {expr: …, metrics: […]}",
  conversion:
    "type_params: {conversion_type_params: {base_measure: …, conversion_measure: …, entity: …}}",
} as const;

const isKnown = (type: string): type is keyof typeof measured => Object.hasOwn(measured, type);

function isComplete(type: keyof typeof measured, params: MetricTypeParams): boolean {
  switch (type) {
    case "simple":
    case "cumulative":
      return params.measure !== null;
    case "ratio":
      return params.numerator !== null && params.denominator !== null;
    case "derived":
      return true;
    case "conversion": {
      const conversion = objectOf(params["conversion_type_params"]);
      return isObject(conversion["base_measure"]) && isObject(conversion["conversion_measure"]);
    }
  }
}

function checkType(entry: Entry, type: string, params: MetricTypeParams): void {
  const { name } = entry;
  if (!isKnown(type)) {
    throw new PtxError("PTX1225", `Metric '${name}' has no type that there is: found '${type}'`, {
      at: placeIn(entry, ["type"]),
      hint: `Write type: and one of ${Object.keys(measured).join(", ")}.`,
    });
  }
  if (isComplete(type, params)) return;
  throw new PtxError("PTX1225", `Metric '${name}' does not say what it measures`, {
    at: placeIn(entry, ["type_params"]),
    hint: `A ${type} metric needs ${measured[type]}.`,
  });
}

/** @throws PtxError PTX1225 for a metric that does not say what it measures. */
export function metricNode(context: BuildContext, entry: Entry): MetricNode {
  const { value } = entry;
  const type = String(value["type"] ?? "").toLowerCase();
  const params = paramsOf(entry, type);
  checkType(entry, type, params);
  const start = semanticStart(context, "metric", entry);
  const { meta } = start.config;
  return {
    ...start,
    description: describe(context, entry).text,
    type,
    type_params: params,
    filter: filterOf(value["filter"]),
    time_granularity: textOf(value["time_granularity"]),
    meta: Object.keys(meta).length > 0 ? meta : objectOf(value["meta"]),
    tags: listOf(value["tags"]).map(String),
    sources: [],
    metrics: [],
  };
}
