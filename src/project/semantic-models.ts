/** Semantic models, and the metrics that their measures make on their own (`create_metric`). */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject, MetricNode, RefArgs, SemanticModelNode } from "../core/node.ts";
import type { BuildContext } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { metricNode } from "./metrics.ts";
import { type Entry, placeIn } from "./properties.ts";
import { parseReference } from "./reference-text.ts";
import { describedAt, semanticStart } from "./semantic-config.ts";

/** @throws PtxError PTX1225 when `model:` refers to no model. */
function modelOf(entry: Entry): RefArgs {
  const found = parseReference(String(entry.value["model"] ?? ""));
  if (found?.kind === "ref") return found.ref;
  throw new PtxError("PTX1225", `Semantic model '${entry.name}' stands on no model`, {
    at: placeIn(entry, ["model"]),
    hint: "Write model: ref('orders'), without braces.",
  });
}

function percentile(value: Json | undefined): Json {
  if (!isObject(value)) return null;
  return {
    percentile: null,
    use_discrete_percentile: false,
    use_approximate_percentile: false,
    ...value,
  };
}

function nonAdditive(value: Json | undefined): Json {
  return isObject(value) ? { window_groupings: [], ...value } : null;
}

function timeParams(value: Json | undefined): Json {
  if (!isObject(value)) return null;
  const validity = value["validity_params"];
  return {
    ...value,
    validity_params: isObject(validity) ? { is_start: false, is_end: false, ...validity } : null,
  };
}

/** What one kind of element has beside name, type, description, label, expression and meta. */
type Details = (element: JsonObject) => JsonObject;

const details = {
  entities: ({ type = null, role, expr }) => ({ type, role: role ?? null, expr: textOf(expr) }),
  dimensions: ({ type = null, is_partition, type_params, expr }) => ({
    type,
    is_partition: is_partition === true,
    type_params: timeParams(type_params),
    expr: textOf(expr),
    metadata: null,
  }),
  // Metrics were made of those that ask for it: the manifest no longer says so.
  measures: ({ agg = null, expr, agg_params, non_additive_dimension, agg_time_dimension }) => ({
    agg,
    create_metric: false,
    expr: textOf(expr),
    agg_params: percentile(agg_params),
    non_additive_dimension: nonAdditive(non_additive_dimension),
    agg_time_dimension: textOf(agg_time_dimension),
  }),
} satisfies Record<string, Details>;

function elements(
  context: BuildContext,
  entry: Entry,
  kind: keyof typeof details,
  meta: JsonObject,
): JsonObject[] {
  return listOf(entry.value[kind])
    .filter(isObject)
    .map((element, index) => ({
      name: String(element["name"]),
      description: describedAt(context, entry, element["description"], [kind, index]),
      label: textOf(element["label"]),
      ...details[kind](element),
      config: { meta: { ...meta, ...objectOf(objectOf(element["config"])["meta"]) } },
    }));
}

/** The metric that a measure asks for with `create_metric: true`. */
function metricOf(context: BuildContext, entry: Entry, index: number, config: JsonObject) {
  const measure = objectOf(listOf(entry.value["measures"])[index]);
  const name = String(measure["name"]);
  const value = {
    name,
    label: textOf(measure["label"]) ?? name,
    type: "simple",
    type_params: { measure: name, expr: measure["expr"] ?? name },
    description: textOf(measure["description"]) ?? `Metric created from measure ${name}`,
    config,
  };
  const path = [...entry.path, "measures", index];
  return metricNode(context, { ...entry, name, value, path, written: undefined });
}

/** A semantic model, and the metrics that it makes. @throws PtxError PTX1225 */
export function semanticModel(
  context: BuildContext,
  entry: Entry,
): { node: SemanticModelNode; metrics: readonly MetricNode[] } {
  const { value } = entry;
  const refs = [modelOf(entry)];
  const start = semanticStart(context, "semantic_model", entry);
  const { enabled, meta } = start.config;
  const node = {
    ...start,
    refs,
    description: describedAt(context, entry, value["description"], ["description"]),
    model: String(value["model"]),
    node_relation: null,
    defaults: isObject(value["defaults"]) ? value["defaults"] : null,
    entities: elements(context, entry, "entities", meta),
    measures: elements(context, entry, "measures", meta),
    dimensions: elements(context, entry, "dimensions", meta),
    primary_entity: textOf(value["primary_entity"]),
  };
  const metrics = listOf(value["measures"]).flatMap((measure, index) =>
    objectOf(measure)["create_metric"] === true
      ? [metricOf(context, entry, index, { enabled, meta })]
      : [],
  );
  return { node, metrics };
}
