/** Small manifests for tests: `shop({ "model.orders": ["seed.raw"] })`. */
import type { Manifest } from "../../core/manifest.ts";
import {
  type AnalysisNode,
  asNodeId,
  type ExposureNode,
  type JsonObject,
  type ManifestNode,
  type ModelNode,
  type NodeId,
  type SeedNode,
  type SnapshotNode,
  type SourceNode,
  type TestNode,
} from "../../core/node.ts";
import { buildGraph } from "../../graph/build.ts";

export interface Drawn {
  readonly reads?: readonly string[];
  readonly config?: JsonObject;
  readonly sql?: string;
  readonly schema?: string;
  /** Sources: warn_after and error_after. */
  readonly freshness?: JsonObject | null;
  readonly loadedAt?: string;
  readonly loadedAtQuery?: string;
}

/** `model.orders` → `model.shop.orders`. */
export const idOf = (short: string): NodeId => {
  const dot = short.indexOf(".");
  return asNodeId(`${short.slice(0, dot)}.shop.${short.slice(dot + 1)}`);
};

function common(short: string, { config }: Drawn) {
  const name = short.slice(short.indexOf(".") + 1);
  return {
    unique_id: idOf(short),
    name,
    package_name: "shop",
    fqn: ["shop", name],
    description: "",
    tags: [],
    meta: {},
    config: { enabled: true, tags: [], meta: {}, ...config },
    created_at: 0,
    docs: { show: true, node_color: null },
    checksum: { name: "sha256", checksum: "c0ffee" },
    columns: {},
    patch_path: null,
    build_path: null,
    compiled_path: null,
    unrendered_config: {},
    config_call_dict: {},
    unrendered_config_call_dict: {},
    doc_blocks: [],
    group: null,
    contract: { enforced: false, alias_types: true, checksum: null },
  };
}

function fromTemplate(name: string, folder: string, drawn: Drawn) {
  const schema = drawn.schema ?? "main";
  return {
    path: `${name}.sql`,
    original_file_path: `${folder}/${name}.sql`,
    database: "memory",
    schema,
    alias: name,
    relation_name: `"memory"."${schema}"."${name}"`,
    raw_code: drawn.sql ?? "select 1 as id",
    language: "sql" as const,
    refs: [],
    sources: [],
    metrics: [],
    depends_on: { macros: [], nodes: (drawn.reads ?? []).map(idOf) },
  };
}

function modelOf(short: string, drawn: Drawn): ModelNode {
  const shared = common(short, { config: { materialized: "view", ...drawn.config } });
  return {
    ...shared,
    ...fromTemplate(shared.name, "models", drawn),
    resource_type: "model",
    access: "protected",
    constraints: [],
    version: null,
    latest_version: null,
    deprecation_date: null,
    primary_key: [],
    time_spine: null,
    defer_relation: null,
  };
}

function seedOf(short: string, drawn: Drawn): SeedNode {
  const shared = common(short, { config: { materialized: "seed", ...drawn.config } });
  const {
    refs: _refs,
    sources: _sources,
    metrics: _metrics,
    ...rest
  } = fromTemplate(shared.name, "seeds", drawn);
  return {
    ...shared,
    ...rest,
    path: `${shared.name}.csv`,
    original_file_path: `seeds/${shared.name}.csv`,
    resource_type: "seed",
    root_path: null,
    defer_relation: null,
  };
}

function snapshotOf(short: string, drawn: Drawn): SnapshotNode {
  const shared = common(short, { config: { materialized: "snapshot", ...drawn.config } });
  return {
    ...shared,
    ...fromTemplate(shared.name, "snapshots", drawn),
    resource_type: "snapshot",
    defer_relation: null,
  };
}

function testOf(short: string, drawn: Drawn): TestNode {
  const shared = common(short, {
    config: {
      materialized: "test",
      severity: "ERROR",
      fail_calc: "count(*)",
      warn_if: "!= 0",
      error_if: "!= 0",
      limit: null,
      where: null,
      store_failures: null,
      store_failures_as: null,
      ...drawn.config,
    },
  });
  return {
    ...shared,
    ...fromTemplate(shared.name, "tests", drawn),
    relation_name: null,
    schema: "main_dbt_test__audit",
    resource_type: "test",
  };
}

function operationOf(short: string, drawn: Drawn): AnalysisNode {
  const shared = common(short, drawn);
  return {
    ...shared,
    ...fromTemplate(shared.name, "hooks", drawn),
    relation_name: null,
    original_file_path: "./project.yml",
    tags: [shared.name.startsWith("shop-on-run-start") ? "on-run-start" : "on-run-end"],
    index: Number(shared.name.slice(shared.name.lastIndexOf("-") + 1)),
    resource_type: "operation",
  };
}

function nodeOf(short: string, drawn: Drawn): ManifestNode {
  switch (short.slice(0, short.indexOf("."))) {
    case "seed":
      return seedOf(short, drawn);
    case "snapshot":
      return snapshotOf(short, drawn);
    case "test":
      return testOf(short, drawn);
    case "operation":
      return operationOf(short, drawn);
    default:
      return modelOf(short, drawn);
  }
}

function sourceOf(short: string, drawn: Drawn): SourceNode {
  const { name, ...shared } = common(short, drawn);
  const [source = "raw", table = name] = name.split(".");
  return {
    ...shared,
    name: table,
    path: "models/_sources.yml",
    original_file_path: "models/_sources.yml",
    resource_type: "source",
    database: "memory",
    schema: drawn.schema ?? "main",
    identifier: table,
    source_name: source,
    source_description: "",
    source_meta: {},
    loader: "",
    quoting: {},
    loaded_at_field: drawn.loadedAt ?? null,
    loaded_at_query: drawn.loadedAtQuery ?? null,
    freshness: drawn.freshness ?? null,
    external: null,
    relation_name: `"memory"."${drawn.schema ?? "main"}"."${table}"`,
    unrendered_database: null,
    unrendered_schema: null,
  };
}

function exposureOf(short: string, drawn: Drawn): ExposureNode {
  return {
    ...common(short, drawn),
    path: "_exposures.yml",
    original_file_path: "models/_exposures.yml",
    resource_type: "exposure",
    type: "dashboard",
    owner: {},
    label: null,
    maturity: null,
    url: null,
    depends_on: { macros: [], nodes: (drawn.reads ?? []).map(idOf) },
    refs: [],
    sources: [],
    metrics: [],
  };
}

/** A manifest of nodes by short id: what each reads, or more about it. */
export function shop(drawing: Readonly<Record<string, readonly string[] | Drawn>>): Manifest {
  const nodes = new Map<NodeId, ManifestNode>();
  const sources = new Map<NodeId, SourceNode>();
  const exposures = new Map<NodeId, ExposureNode>();
  const inputs = Object.entries(drawing).map(([short, value]) => {
    const drawn: Drawn = "length" in value ? { reads: value as readonly string[] } : value;
    const id = idOf(short);
    if (short.startsWith("source.")) sources.set(id, sourceOf(short, drawn));
    else if (short.startsWith("exposure.")) exposures.set(id, exposureOf(short, drawn));
    else nodes.set(id, nodeOf(short, drawn));
    return { id, parents: (drawn.reads ?? []).map(idOf) };
  });
  return {
    projectName: "shop",
    nodes,
    sources,
    exposures,
    macros: new Map(),
    docs: new Map(),
    groups: new Map(),
    disabled: new Map(),
    selectors: new Map(),
    passive: {},
    graph: buildGraph(inputs),
    diagnostics: [],
  };
}
