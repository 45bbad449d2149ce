/** From "who reads whom" to a graph over dense integers. */
import type { Graph } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";

export interface GraphInput {
  readonly id: NodeId;
  readonly parents: readonly NodeId[];
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
