/** The semantic layer of a project: metrics, semantic models and saved queries, with their edges. */
import type {
  ExposureNode,
  JsonObject,
  ManifestNode,
  NodeId,
  SemanticModelNode,
  SemanticNode,
} from "../core/node.ts";
import type { BuildContext } from "./build-context.ts";
import { duplicateName } from "./duplicates.ts";
import type { Findings } from "./findings.ts";
import { metricNode } from "./metrics.ts";
import type { Locate } from "./places.ts";
import { savedQuery } from "./saved-queries.ts";
import type { SemanticLayer } from "./semantic-config.ts";
import { SemanticLinks } from "./semantic-links.ts";
import { semanticModel } from "./semantic-models.ts";

/** Enabled and disabled nodes apart; what is named twice is found. */
class Sorting {
  readonly #enabled = new Map<NodeId, SemanticNode>();
  readonly disabled: SemanticNode[] = [];
  readonly #findings: Findings;
  readonly #locate: Locate;

  constructor(findings: Findings, locate: Locate) {
    this.#findings = findings;
    this.#locate = locate;
  }

  add(node: SemanticNode): void {
    if (node.config.enabled === false) {
      this.disabled.push(node);
      return;
    }
    const first = this.#enabled.get(node.unique_id);
    if (first) this.#findings.add(duplicateName(first, node, this.#locate));
    else this.#enabled.set(node.unique_id, node);
  }

  of<Kind extends SemanticNode["resource_type"]>(kind: Kind) {
    const isOfKind = (node: SemanticNode): node is Extract<SemanticNode, { resource_type: Kind }> =>
      node.resource_type === kind;
    return [...this.#enabled.values()].filter(isOfKind);
  }
}

/** Builds what the property files declare. */
export function semanticLayer(context: BuildContext, locate: Locate): SemanticLayer {
  const { findings, properties } = context;
  const sorting = new Sorting(findings, locate);
  for (const entry of properties.all("semantic_models")) {
    findings.attempt(() => {
      const { node, metrics } = semanticModel(context, entry);
      for (const one of [node, ...metrics]) sorting.add(one);
    });
  }
  for (const entry of properties.all("metrics")) {
    findings.attempt(() => sorting.add(metricNode(context, entry)));
  }
  for (const entry of properties.all("saved_queries")) {
    findings.attempt(() => sorting.add(savedQuery(context, entry)));
  }
  return {
    metrics: sorting.of("metric"),
    semantic_models: sorting.of("semantic_model"),
    saved_queries: sorting.of("saved_query"),
    disabled: sorting.disabled,
  };
}

export interface MetricUsers {
  readonly nodes: ReadonlyMap<NodeId, ManifestNode>;
  readonly exposures: Iterable<ExposureNode>;
}

/**
 * Links the layer within itself, its models to their relations, and the project's nodes to the
 * metrics that they name. The refs of semantic models are linked before.
 */
export function linkSemantics(
  { project, findings }: BuildContext,
  layer: SemanticLayer,
  { nodes, exposures }: MetricUsers,
  locate: Locate,
): void {
  const links = new SemanticLinks(layer, project.root.name, locate);
  for (const metric of layer.metrics) links.linkMetric(metric);
  for (const model of layer.semantic_models) model.node_relation = relationOf(model, nodes);
  for (const query of layer.saved_queries) {
    links.linkUser(
      query,
      query.query_params.metrics.map((name) => [name]),
    );
  }
  for (const node of nodes.values()) if ("metrics" in node) links.linkUser(node, node.metrics);
  for (const exposure of exposures) links.linkUser(exposure, exposure.metrics);
  findings.add(...links.diagnostics);
}

function relationOf(
  { depends_on }: SemanticModelNode,
  nodes: ReadonlyMap<NodeId, ManifestNode>,
): JsonObject | null {
  const [id] = depends_on.nodes;
  const node = id === undefined ? undefined : nodes.get(id);
  if (node === undefined) return null;
  const { alias, schema, database, relation_name } = node;
  return { alias, schema_name: schema, database, relation_name };
}

/** The members of the layer by kind and id, as the manifest keeps them. */
export function byKind({ metrics, semantic_models, saved_queries }: SemanticLayer) {
  // A node is JSON throughout: its interface only says more about the keys.
  const keyed = (nodes: readonly SemanticNode[]): Record<string, JsonObject> =>
    Object.fromEntries(nodes.map((node) => [node.unique_id, node as unknown as JsonObject]));
  return {
    metrics: keyed(metrics),
    semantic_models: keyed(semantic_models),
    saved_queries: keyed(saved_queries),
  };
}
