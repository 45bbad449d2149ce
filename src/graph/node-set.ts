/** Sets of nodes as one byte per node of the graph: set algebra without hashing. */
import type { Graph } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";

/** `set[i] === 1` when node `i` of the graph is in it. */
export type NodeSet = Uint8Array;

export const emptySet = (graph: Graph): NodeSet => new Uint8Array(graph.ids.length);

export function setOf(graph: Graph, ids: Iterable<NodeId>): NodeSet {
  const set = emptySet(graph);
  for (const id of ids) {
    const i = graph.index.get(id);
    if (i !== undefined) set[i] = 1;
  }
  return set;
}

export function union(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((value, i) => value | (b[i] ?? 0));
}

export function intersection(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((value, i) => value & (b[i] ?? 0));
}

export function difference(a: NodeSet, b: NodeSet): NodeSet {
  return a.map((value, i) => value & ~(b[i] ?? 0));
}

export const isEmpty = (set: NodeSet): boolean => set.indexOf(1) === -1;

/** Numbers of the nodes in a set, ascending. */
export function* members(set: NodeSet): Generator<number, void> {
  for (let i = set.indexOf(1); i !== -1; i = set.indexOf(1, i + 1)) yield i;
}

/** Ids of the nodes in a set, sorted. */
export function idsOf(graph: Graph, set: NodeSet): NodeId[] {
  const ids: NodeId[] = [];
  for (const i of members(set)) {
    const id = graph.ids[i];
    if (id !== undefined) ids.push(id);
  }
  return ids;
}
