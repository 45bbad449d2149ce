/**
 * Kinds that ptx keeps for other tools: unit tests, metrics, semantic models, saved queries. They
 * are written as the project has them, completed with the keys that dbt always writes.
 */
import type { Json, JsonObject } from "../core/node.ts";

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

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Rows of a unit test: the format says how they are written, and is `dict` when left out. */
function rowsJson(value: Json | undefined): Json {
  if (!isObject(value)) return { rows: [], format: "dict", fixture: null };
  return { rows: null, format: "dict", fixture: null, ...value };
}

function unitTestJson(entry: JsonObject): JsonObject {
  const given = Array.isArray(entry["given"]) ? entry["given"] : [];
  return { ...entry, given: given.map(rowsJson), expect: rowsJson(entry["expect"]) };
}

/** The members of one kind (a key of the manifest) with all their keys. */
export function passiveJson(
  kind: string,
  entries: Readonly<Record<string, JsonObject>> = {},
): Record<string, JsonObject> {
  const result: Record<string, JsonObject> = {};
  for (const [id, entry] of Object.entries(entries)) {
    const complete = { ...fallbacks[kind], ...entry };
    result[id] = kind === "unit_tests" ? unitTestJson(complete) : complete;
  }
  return result;
}
