/**
 * Execution order of a graph.
 *
 * Pure: ties break by node id, so one graph has one order; goldens and dry runs rest on that.
 * Kahn's algorithm, 1962.
 */
import type { Graph } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";

/** Levels as numbers. @throws Error when a cycle remains: check with `findCycles` first. */
function numberedLevels(graph: Graph): number[][] {
  const waiting = graph.parents.map((parents) => parents.length);
  const levels: number[][] = [];
  let placed = 0;
  let level = [...waiting.keys()].filter((i) => waiting[i] === 0);
  while (level.length > 0) {
    levels.push(level);
    placed += level.length;
    const next: number[] = [];
    for (const i of level) {
      for (const child of graph.children[i] ?? []) {
        const left = (waiting[child] ?? 0) - 1;
        waiting[child] = left;
        if (left === 0) next.push(child);
      }
    }
    level = next.sort((a, b) => a - b);
  }
  if (placed < graph.ids.length) throw new Error("ordering a graph that has cycles");
  return levels;
}

const named = (graph: Graph, numbers: readonly number[]): NodeId[] =>
  numbers.flatMap((i) => graph.ids[i] ?? []);

/**
 * Groups nodes into levels: level `k` holds the nodes whose longest path from a root has `k` edges,
 * sorted by id. `[]` for an empty graph. O(V log V + E).
 *
 * @throws Error when a cycle remains.
 */
export function levels(graph: Graph): NodeId[][] {
  return numberedLevels(graph).map((level) => named(graph, level));
}

/** All nodes, parents before children. @throws Error when a cycle remains. */
export function topologicalOrder(graph: Graph): NodeId[] {
  return named(graph, numberedLevels(graph).flat());
}

/**
 * Length of the longest path that begins at each node, the node included: what a scheduler starts
 * first so that the longest chain is never the one that waits (list scheduling by bottom level).
 *
 * @param weight Cost of a node by its number, such as the seconds of its last run; 1 when left out.
 * @throws Error when a cycle remains.
 */
export function longestPaths(graph: Graph, weight: (i: number) => number = () => 1): Float64Array {
  const paths = new Float64Array(graph.ids.length);
  for (const level of numberedLevels(graph).reverse()) {
    for (const i of level) {
      let longest = 0;
      for (const child of graph.children[i] ?? []) longest = Math.max(longest, paths[child] ?? 0);
      paths[i] = longest + weight(i);
    }
  }
  return paths;
}
