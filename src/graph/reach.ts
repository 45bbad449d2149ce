/** Who is upstream and downstream of whom. Breadth first, O(V + E). */
import type { Graph } from "../core/manifest.ts";
import { emptySet, members, type NodeSet, union } from "./node-set.ts";

type Edges = readonly (readonly number[])[];

/**
 * Nodes that a walk along `edges` reaches from `start` in 1 to `depth` steps. A start node is part
 * of it only when another one leads to it.
 */
function reach(
  graph: Graph,
  edges: Edges,
  start: NodeSet,
  depth = Number.POSITIVE_INFINITY,
): NodeSet {
  const reached = emptySet(graph);
  let layer = [...members(start)];
  for (let step = 0; step < depth && layer.length > 0; step++) {
    const next: number[] = [];
    for (const i of layer) {
      for (const j of edges[i] ?? []) {
        if (reached[j] === 1) continue;
        reached[j] = 1;
        next.push(j);
      }
    }
    layer = next;
  }
  return reached;
}

/** All that the nodes read, directly or at most `depth` edges away. */
export function upstream(graph: Graph, start: NodeSet, depth?: number): NodeSet {
  return reach(graph, graph.parents, start, depth);
}

/** All that reads the nodes, directly or at most `depth` edges away. */
export function downstream(graph: Graph, start: NodeSet, depth?: number): NodeSet {
  return reach(graph, graph.children, start, depth);
}

/** `@`: the nodes, their descendants, and all that those need to be built. */
export function descendantsWithAncestors(graph: Graph, start: NodeSet): NodeSet {
  const below = union(start, downstream(graph, start));
  return union(below, upstream(graph, below));
}
