/**
 * Whether a node is what it was, in dbt's terms. Values are compared as they are written, so that
 * the database, schema and names of another target change nothing.
 */
import type {
  AnyNode,
  ExposureNode,
  Json,
  JsonObject,
  SourceNode,
  TestNode,
} from "../core/node.ts";
import { listOf, objectOf } from "../project/json.ts";

/** What a node of either manifest may hold, seen as JSON. */
export const asJson = (node: AnyNode): JsonObject => node as unknown as JsonObject;

/** Deep equality; the order of keys does not count. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameValue(item, b[i]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

const isSource = (node: AnyNode): node is SourceNode => node.resource_type === "source";
const isExposure = (node: AnyNode): node is ExposureNode => node.resource_type === "exposure";
const isSemantic = ({ resource_type: type }: AnyNode): boolean =>
  type === "metric" || type === "semantic_model" || type === "saved_query";
const isGeneric = (node: AnyNode): node is TestNode =>
  node.resource_type === "test" && Boolean(node.test_metadata);

/** Whether a node lies under `nodes` of the manifest. */
export const isManifestNode = (node: AnyNode): boolean =>
  !isSource(node) && !isExposure(node) && !isSemantic(node) && node.resource_type !== "unit_test";

/** The template's text; of a seed, its rows. */
export function sameBody(now: AnyNode, before: AnyNode): boolean {
  const [a, b] = [asJson(now), asJson(before)];
  return now.resource_type === "seed"
    ? sameValue(a["checksum"], b["checksum"])
    : a["raw_code"] === b["raw_code"];
}

/** Where a relation lies is compared on its own; tags and groups build nothing. */
const notConfig: ReadonlySet<string> = new Set(["alias", "schema", "database", "tags", "group"]);
/** Of a data test's config, what decides over its result. */
const testConfig: ReadonlySet<string> = new Set([
  "severity",
  "where",
  "limit",
  "fail_calc",
  "warn_if",
  "error_if",
  "store_failures",
  "store_failures_as",
]);

/**
 * Config as written. What `config()` in a file gives counts as written there: with the same text,
 * other values come from the environment.
 */
function writtenConfig(node: AnyNode, ignored: ReadonlySet<string>): JsonObject {
  const config: JsonObject = {};
  for (const [key, value] of Object.entries(objectOf(asJson(node)["unrendered_config"]))) {
    const name = key.replace(/^(pre|post)_hook$/, "$1-hook");
    if (!ignored.has(name)) config[name] = value;
  }
  return config;
}

function calledKeys(now: AnyNode, before: AnyNode): ReadonlySet<string> {
  if (!isManifestNode(now) || !sameBody(now, before)) return new Set();
  return new Set(Object.keys(objectOf(asJson(now)["config_call_dict"])));
}

export function sameConfig(now: AnyNode, before: AnyNode): boolean {
  const called = calledKeys(now, before);
  const [a, b] = [writtenConfig(now, called), writtenConfig(before, called)];
  const isTest = now.resource_type === "test";
  const counts = (key: string): boolean =>
    isTest ? testConfig.has(key) : !isManifestNode(now) || !notConfig.has(key);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    (key) =>
      !counts(key) || (Object.hasOwn(a, key) && Object.hasOwn(b, key) && sameValue(a[key], b[key])),
  );
}

/** A place that a source names; what it does not name, the target gives. */
function samePlace(now: AnyNode, before: AnyNode, key: "database" | "schema"): boolean {
  const [a, b] = [asJson(now), asJson(before)];
  const [written, earlier] = [a[`unrendered_${key}`] ?? null, b[`unrendered_${key}`] ?? null];
  // dbt writes these only where the project asks for it.
  return earlier === null && written !== null ? a[key] === b[key] : written === earlier;
}

/** Database, schema and alias (identifier), as configured. */
export function sameRelation(now: AnyNode, before: AnyNode): boolean {
  if (isSource(now)) {
    const places = samePlace(now, before, "database") && samePlace(now, before, "schema");
    return places && now.identifier === asJson(before)["identifier"];
  }
  const called = calledKeys(now, before);
  const [a, b] = [writtenConfig(now, called), writtenConfig(before, called)];
  return ["database", "schema", "alias"].every((key) => sameValue(a[key], b[key]));
}

const descriptionsOf = (node: AnyNode): JsonObject =>
  Object.fromEntries(
    Object.entries(objectOf(asJson(node)["columns"])).map(([name, column]) => [
      name,
      objectOf(column)["description"] ?? "",
    ]),
  );

/** Descriptions, as far as `persist_docs` puts them into the warehouse. */
export function samePersistedDescriptions(now: AnyNode, before: AnyNode): boolean {
  const persist = objectOf(objectOf(asJson(now)["config"])["persist_docs"]);
  if (persist["relation"] === true && now.description !== before.description) return false;
  return persist["columns"] !== true || sameValue(descriptionsOf(now), descriptionsOf(before));
}

const sameKeys = (now: AnyNode, before: AnyNode, keys: readonly string[]): boolean =>
  keys.every((key) => sameValue(asJson(now)[key] ?? null, asJson(before)[key] ?? null));

/** What other models may rely on when they refer to a model. */
const referred = ["latest_version", "access", "deprecation_date"];
const ofSources = ["quoting", "freshness", "loaded_at_field", "external"];
const ofExposures = ["type", "owner", "maturity", "url", "description", "label"];

/** What dbt compares of the semantic layer; how a metric is calculated is not among it. */
const ofMetrics = ["type", "description", "label"];
const ofModels =
  "model description defaults entities dimensions measures config primary_entity group".split(" ");
const ofQueries = ["description", "label", "config", "group", "tags"];

/** Names of exports, and where each is to go. */
const exportsOf = (node: AnyNode): Json =>
  listOf(asJson(node)["exports"]).map((one) => {
    const { name = null, unrendered_config } = objectOf(one);
    const { export_as = null, schema = null, alias = null } = objectOf(unrendered_config);
    return [name, export_as, schema, alias];
  });

function askedBy(node: AnyNode): Json {
  const { metrics = [], group_by = [], where = null } = objectOf(asJson(node)["query_params"]);
  return [metrics, group_by, where];
}

const withoutGroup = ({ group, ...config }: JsonObject): JsonObject => config;

function sameSemantics(now: AnyNode, before: AnyNode): boolean {
  if (now.resource_type === "semantic_model") return sameKeys(now, before, ofModels);
  if (now.resource_type === "saved_query") {
    const same = sameValue(askedBy(now), askedBy(before)) && sameKeys(now, before, ofQueries);
    return same && sameValue(exportsOf(now), exportsOf(before));
  }
  const [a, b] = [now, before].map((node) =>
    withoutGroup(objectOf(asJson(node)["unrendered_config"])),
  );
  return sameKeys(now, before, ofMetrics) && sameValue(a, b);
}

const parentsOf = ({ depends_on: { nodes } }: ExposureNode): Json => [...new Set(nodes)].sort();

/** Everything but macros and contracts. @param before As it was; there is one. */
export function sameContents(now: AnyNode, before: AnyNode): boolean {
  if (now.resource_type === "unit_test") return sameKeys(now, before, ["checksum"]);
  if (isSemantic(now)) return sameSemantics(now, before);
  const placed = sameKeys(now, before, ["fqn"]) && sameConfig(now, before);
  if (isGeneric(now)) return placed;
  if (isSource(now)) return placed && sameRelation(now, before) && sameKeys(now, before, ofSources);
  if (isExposure(now)) {
    const sameParents = isExposure(before) && sameValue(parentsOf(now), parentsOf(before));
    return placed && sameParents && sameKeys(now, before, ofExposures);
  }
  return (
    placed &&
    sameBody(now, before) &&
    sameRelation(now, before) &&
    samePersistedDescriptions(now, before) &&
    (now.resource_type !== "model" || sameKeys(now, before, referred))
  );
}
