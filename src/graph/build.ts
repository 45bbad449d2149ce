/** From "who reads whom" to a graph over dense integers. */
import type { Graph, Manifest } from "../core/manifest.ts";
import { asNodeId, type NodeId } from "../core/node.ts";

export interface GraphInput {
  readonly id: NodeId;
  readonly parents: readonly NodeId[];
}

/** Everything that selection knows: all kinds of nodes, each with what it reads. */
export function* membersOf({
  nodes,
  sources,
  exposures,
  passive,
}: Pick<Manifest, "nodes" | "sources" | "exposures" | "passive">): Generator<GraphInput, void> {
  for (const id of sources.keys()) yield { id, parents: [] };
  // Seeds of dbt's manifest depend on macros only.
  for (const [id, { depends_on }] of nodes) yield { id, parents: depends_on?.nodes ?? [] };
  for (const [id, { depends_on }] of exposures) yield { id, parents: depends_on?.nodes ?? [] };
  for (const members of Object.values(passive)) {
    for (const [id, { depends_on }] of Object.entries(members)) {
      const { nodes: parents = [] } = (depends_on ?? {}) as { nodes?: NodeId[] };
      yield { id: asNodeId(id), parents };
    }
  }
}

const byId = (a: NodeId, b: NodeId): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The graph of some nodes. Numbers follow the order of ids, so the order of numbers is the order of
 * ids everywhere. Parents named twice count once; parents that are no nodes themselves are left out
 * (`resolve` has already reported them). O(V log V + E).
 */
export function buildGraph(nodes: Iterable<GraphInput>): Graph {
  const parentsOf = new Map<NodeId, readonly NodeId[]>();
  for (const { id, parents } of nodes) parentsOf.set(id, parents);
  const ids = [...parentsOf.keys()].sort(byId);
  const index = new Map(ids.map((id, i) => [id, i]));
  const children: number[][] = ids.map(() => []);
  const parents = ids.map((id, i) => {
    const found = new Set<number>();
    for (const parent of parentsOf.get(id) ?? []) {
      const p = index.get(parent);
      if (p !== undefined) found.add(p);
    }
    // Nodes come in ascending order, so every list of children is sorted as it grows.
    for (const p of found) children[p]?.push(i);
    return [...found].sort((a, b) => a - b);
  });
  return { ids, index, parents, children };
}
