/** The part of a graph that a selection keeps, for scheduling. */
import type { Graph } from "../core/manifest.ts";
import { buildGraph, type GraphInput } from "./build.ts";
import type { NodeSet } from "./node-set.ts";
import { topologicalOrder } from "./order.ts";

const none: readonly number[] = [];

/**
 * Only the kept nodes. Where a path between two of them runs through nodes that are left out, an
 * edge takes its place, so the order of the whole graph holds.
 *
 * @throws Error when the graph has a cycle.
 */
export function subgraph(graph: Graph, keep: NodeSet): Graph {
  // For each node, the kept nodes that what reads it must wait for.
  const nearest: (readonly number[])[] = new Array(graph.ids.length);
  const inputs: GraphInput[] = [];
  for (const id of topologicalOrder(graph)) {
    const i = graph.index.get(id) ?? -1;
    const parents = graph.parents[i] ?? none;
    const only = parents.length === 1 ? nearest[parents[0] ?? -1] : undefined;
    const above = only ?? [...new Set(parents.flatMap((p) => nearest[p] ?? none))];
    if (keep[i] !== 1) {
      nearest[i] = above;
      continue;
    }
    nearest[i] = [i];
    inputs.push({ id, parents: above.flatMap((p) => graph.ids[p] ?? []) });
  }
  return buildGraph(inputs);
}
