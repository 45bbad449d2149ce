/** Edges of the semantic layer: metrics to measures and metrics, and everything that uses metrics. */
import type { Diagnostic } from "../core/error.ts";
import type {
  AnyNode,
  ExposureNode,
  ManifestNode,
  MeasureInput,
  MetricNode,
  NodeId,
  SemanticModelNode,
} from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { objectOf } from "./json.ts";
import { titleOf } from "./missing.ts";
import { preferred } from "./names.ts";
import type { Locate } from "./places.ts";
import type { SemanticLayer } from "./semantic-config.ts";

type User = ManifestNode | ExposureNode | SemanticLayer["saved_queries"][number];

function indexed<T>(items: Iterable<readonly [string, T]>): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const [key, value] of items) {
    const known = map.get(key);
    if (known) known.push(value);
    else map.set(key, [value]);
  }
  return map;
}

const measuresIn = (model: SemanticModelNode): [string, SemanticModelNode][] =>
  model.measures.map(({ name }) => [String(name), model]);

/** The measures that a metric names itself; none where it is made of other metrics. */
function ownMeasures({ type, type_params: params }: MetricNode): MeasureInput[] {
  if (type === "ratio" || type === "derived") return [];
  const { base_measure, conversion_measure } = objectOf(params["conversion_type_params"]);
  const named = type === "conversion" ? [base_measure, conversion_measure] : [params.measure];
  return named.filter((one): one is MeasureInput => typeof one === "object" && one !== null);
}

function ownMetrics({ type, type_params: params }: MetricNode): MeasureInput[] {
  if (type === "derived") return params.metrics;
  if (type !== "ratio") return [];
  return [params.numerator, params.denominator].filter((one) => one !== null);
}

export class SemanticLinks {
  readonly #rootPackage: string;
  readonly #locate: Locate;
  readonly #metrics: Map<string, MetricNode[]>;
  readonly #models: Map<string, SemanticModelNode[]>;
  readonly #disabled: Map<string, AnyNode[]>;
  readonly #started = new Set<NodeId>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    { metrics, semantic_models, disabled }: SemanticLayer,
    rootPackage: string,
    locate: Locate,
  ) {
    this.#rootPackage = rootPackage;
    this.#locate = locate;
    this.#metrics = indexed(metrics.map((metric) => [metric.name, metric]));
    this.#models = indexed(semantic_models.flatMap(measuresIn));
    this.#disabled = indexed(
      disabled.flatMap((node): [string, AnyNode][] => {
        if (node.resource_type === "metric") return [[`metric ${node.name}`, node]];
        if (node.resource_type !== "semantic_model") return [];
        return measuresIn(node).map(([name]) => [`measure ${name}`, node]);
      }),
    );
  }

  /** Fills what a metric depends on, and the measures that it comes from. */
  linkMetric(metric: MetricNode): void {
    if (this.#started.has(metric.unique_id)) return;
    this.#started.add(metric.unique_id);
    const measures = new Map<string, MeasureInput>();
    const add = (one: MeasureInput) => measures.set(JSON.stringify(one), one);
    const parents = new Set<NodeId>();
    for (const measure of ownMeasures(metric)) {
      add(measure);
      const model = this.#find(this.#models, metric, "measure", measure.name);
      if (model) parents.add(model.unique_id);
    }
    for (const { name } of ownMetrics(metric)) {
      const found = this.#find(this.#metrics, metric, "metric", name);
      if (found === undefined) continue;
      // In a circle this returns at once; the graph then reports it.
      this.linkMetric(found);
      for (const measure of found.type_params.input_measures) add(measure);
      parents.add(found.unique_id);
    }
    metric.type_params.input_measures = [...measures.values()];
    metric.depends_on = { macros: [], nodes: [...parents] };
  }

  /** Adds the metrics that a node names to what it depends on. */
  linkUser(node: User, metrics: readonly (readonly string[])[]): void {
    for (const names of metrics) {
      const [owner, name = owner ?? ""] = names.length > 1 ? names : [undefined, names[0]];
      const found = this.#find(this.#metrics, node, "metric", name, owner);
      const { nodes } = node.depends_on;
      if (found && !nodes.includes(found.unique_id)) nodes.push(found.unique_id);
    }
  }

  #find<T extends AnyNode>(
    named: ReadonlyMap<string, readonly T[]>,
    from: AnyNode,
    what: "metric" | "measure",
    name: string,
    owner?: string,
  ): T | undefined {
    const all = named.get(name) ?? [];
    const found =
      owner === undefined
        ? preferred(all, [this.#rootPackage, from.package_name])
        : all.find((node) => node.package_name === owner);
    if (found === undefined) this.#report(from, what, name, [...named.keys()]);
    return found;
  }

  #report(from: AnyNode, what: string, name: string, known: readonly string[]): void {
    const [off] = this.#disabled.get(`${what} ${name}`) ?? [];
    const at = this.#locate(from);
    const refers = `${titleOf(from)} refers to ${what} '${name}', which`;
    if (off) {
      this.diagnostics.push({
        code: "PTX1202",
        severity: "error",
        message: `${refers} is disabled`,
        at,
        related: [{ message: "it is disabled here", at: this.#locate(off) }],
        hint: "Enable it (enabled: true), or remove the reference.",
      });
      return;
    }
    const near = suggest(name, known);
    this.diagnostics.push({
      code: "PTX1201",
      severity: "error",
      message: `${refers} does not exist`,
      at,
      hint: near ? `Did you mean '${near}'?` : `Declare it, or correct the name of the ${what}.`,
    });
  }
}
