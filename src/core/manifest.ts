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
  /** Models, seeds, snapshots, data tests, analyses, on-run hooks: enabled ones. */
  readonly nodes: ReadonlyMap<NodeId, ManifestNode>;
  readonly sources: ReadonlyMap<NodeId, SourceNode>;
  readonly exposures: ReadonlyMap<NodeId, ExposureNode>;
  readonly macros: ReadonlyMap<MacroId, MacroNode>;
  readonly docs: ReadonlyMap<string, DocNode>;
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly disabled: ReadonlyMap<NodeId, readonly AnyNode[]>;
  readonly selectors: ReadonlyMap<string, SelectorDefinition>;
  /** Kinds that are kept for the artifact only: metrics, semantic models, … by manifest key. */
  readonly passive: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly graph: Graph;
  /** Warnings; errors end the stage instead. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The node, source, exposure or unit test with an id. */
export function nodeOf(manifest: Manifest, id: NodeId): AnyNode | undefined {
  return (
    manifest.nodes.get(id) ??
    manifest.sources.get(id) ??
    manifest.exposures.get(id) ??
    unitTestOf(manifest, id)
  );
}

/** Unit tests lie among the passive kinds, in the shape that `resolve` and dbt's artifact give them. */
export function unitTestOf({ passive }: Manifest, id: NodeId): UnitTestNode | undefined {
  return passive["unit_tests"]?.[id] as UnitTestNode | undefined;
}
