/** What metrics, semantic models and saved queries have in common: names, config, descriptions. */
import type {
  Json,
  JsonObject,
  MetricNode,
  NodeConfig,
  SavedQueryNode,
  SemanticModelNode,
  SemanticNode,
} from "../core/node.ts";
import { type BuildContext, fqnOf, idOf, locatedBy } from "./build-context.ts";
import { layersFor } from "./config.ts";
import { isObject, objectOf, textOf } from "./json.ts";
import { type Entry, placeIn } from "./properties.ts";
import type { KeyPath } from "./yaml-render.ts";

/** Metrics, semantic models and saved queries of a project: enabled ones, and apart the others. */
export interface SemanticLayer {
  readonly metrics: readonly MetricNode[];
  readonly semantic_models: readonly SemanticModelNode[];
  readonly saved_queries: readonly SavedQueryNode[];
  readonly disabled: readonly SemanticNode[];
}

export type SemanticKind = "metric" | "semantic_model" | "saved_query";

const sections = {
  metric: "metrics",
  semantic_model: "semantic-models",
  saved_query: "saved-queries",
} as const;

const plain = (): JsonObject => ({ enabled: true, group: null, meta: {} });

const defaults: Readonly<Record<SemanticKind, () => JsonObject>> = {
  metric: plain,
  semantic_model: plain,
  saved_query: () => ({ ...plain(), export_as: null, schema: null, cache: { enabled: false } }),
};

/** Layers of project files around what the entry says itself: below it, and above it. */
function layersAround({ project, packages }: BuildContext, kind: SemanticKind, fqn: string[]) {
  const { root } = project;
  const own = packages.get(fqn[0] ?? "") ?? root;
  const section = sections[kind];
  const of = (which: "config" | "written") => ({
    below: layersFor(own[which]?.[section], fqn),
    above: own === root ? [] : layersFor(root[which]?.[section], fqn),
  });
  return { rendered: of("config"), written: of("written") };
}

/** Unlike those of models, tags of these kinds replace what was there before; only `meta` adds up. */
function merged(kind: SemanticKind, layers: readonly JsonObject[]): NodeConfig {
  const config = defaults[kind]();
  for (const layer of layers) {
    const meta = { ...objectOf(config["meta"]), ...objectOf(layer["meta"]) };
    Object.assign(config, layer, { meta });
  }
  if (isObject(config["cache"])) config["cache"] = { enabled: false, ...config["cache"] };
  return config as NodeConfig;
}

/** The keys that all three kinds begin with. */
export function semanticStart<Kind extends SemanticKind>(
  context: BuildContext,
  kind: Kind,
  { name, file, value, ...rest }: Entry,
) {
  const fqn = fqnOf(file.package.name, file.relative, name);
  const own = objectOf(value["config"]);
  const { rendered, written } = layersAround(context, kind, fqn);
  const config = merged(kind, [...rendered.below, own, ...rendered.above]);
  // dbt looks only for metrics into the project file as it is written.
  const unrendered = kind === "metric" ? [...written.below, own, ...written.above] : [own];
  return {
    name,
    resource_type: kind,
    package_name: file.package.name,
    path: file.relative,
    original_file_path: file.path,
    unique_id: idOf(kind, file.package.name, name),
    fqn,
    label: textOf(value["label"]),
    config,
    unrendered_config: Object.assign({}, ...unrendered) as JsonObject,
    group: textOf(config["group"]),
    depends_on: { macros: [], nodes: [] },
    refs: [],
    metadata: null,
    created_at: context.createdAt,
    ...locatedBy({ name, file, value, ...rest }),
  };
}

/** A description inside of an entry, docs blocks filled in; null where there is none. */
export function describedAt(
  { findings, descriptions }: BuildContext,
  entry: Entry,
  text: Json | undefined,
  path: KeyPath,
): string | null {
  if (text === undefined || text === null) return null;
  const rendered = findings.attempt(() =>
    descriptions.render(text, entry.file.package.name, () => placeIn(entry, path)),
  );
  return rendered?.text ?? "";
}

/** Filters are written as one condition or several, and listed as several. */
export function filterOf(value: Json | undefined): JsonObject | null {
  if (value === undefined || value === null) return null;
  const conditions = Array.isArray(value) ? value : [value];
  return { where_filters: conditions.map((where) => ({ where_sql_template: String(where) })) };
}
