/** The resolved project: what `resolve` returns and every later stage reads. */
import type { Diagnostic } from "./error.ts";
import type {
  AnyNode,
  DocNode,
  ExposureNode,
  GroupNode,
  JsonObject,
  MacroId,
  MacroNode,
  ManifestNode,
  NodeId,
  SemanticNode,
  SourceNode,
  UnitTestNode,
} from "./node.ts";

/**
 * The dependency graph over dense integers: selection and scheduling index arrays, never search.
 * `parents[i]` and `children[i]` are sorted by id of the node.
 */
export interface Graph {
  readonly ids: readonly NodeId[];
  readonly index: ReadonlyMap<NodeId, number>;
  readonly parents: readonly (readonly number[])[];
  readonly children: readonly (readonly number[])[];
}

/** A YAML selector of `selectors.yml`, as written; `graph/` interprets `definition`. */
export interface SelectorDefinition {
  readonly name: string;
  readonly description: string;
  readonly default: boolean;
  readonly definition: unknown;
}

export interface Manifest {
  readonly projectName: string;
  /** Models, seeds, snapshots, functions, data tests, analyses, on-run hooks: enabled ones. */
  readonly nodes: ReadonlyMap<NodeId, ManifestNode>;
  readonly sources: ReadonlyMap<NodeId, SourceNode>;
  readonly exposures: ReadonlyMap<NodeId, ExposureNode>;
  readonly macros: ReadonlyMap<MacroId, MacroNode>;
  readonly docs: ReadonlyMap<string, DocNode>;
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly disabled: ReadonlyMap<NodeId, readonly AnyNode[]>;
  readonly selectors: ReadonlyMap<string, SelectorDefinition>;
  /** Unit tests and what the semantic layer has, by manifest key, in the shape of the artifact. */
  readonly passive: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly graph: Graph;
  /** Warnings; errors end the stage instead. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The member of the graph with an id. */
export function nodeOf(manifest: Manifest, id: NodeId): AnyNode | undefined {
  return (
    manifest.nodes.get(id) ??
    manifest.sources.get(id) ??
    manifest.exposures.get(id) ??
    unitTestOf(manifest, id) ??
    semanticOf(manifest, id)
  );
}

const semanticKinds = ["metrics", "semantic_models", "saved_queries"] as const;

function semanticOf({ passive }: Manifest, id: NodeId): SemanticNode | undefined {
  for (const kind of semanticKinds) {
    const found = passive[kind]?.[id];
    if (found) return found as unknown as SemanticNode;
  }
  return undefined;
}

/** Unit tests lie among the passive kinds, in the shape that `resolve` and dbt's artifact give them. */
export function unitTestOf({ passive }: Manifest, id: NodeId): UnitTestNode | undefined {
  return passive["unit_tests"]?.[id] as UnitTestNode | undefined;
}
