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

/** All nodes, parents before children. @throws Error when a cycle remains. */
export function topologicalOrder(graph: Graph): NodeId[] {
  return named(graph, numberedLevels(graph).flat());
}
