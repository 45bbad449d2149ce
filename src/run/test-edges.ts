/**
 * `build` tests a node before it builds what reads it: a node waits for every test whose nodes are
 * all upstream of it. Tests that also read something elsewhere are not waited for, since that
 * could make the graph wait for itself. The rule is dbt's.
 */
import type { Graph } from "../core/manifest.ts";
import { buildGraph } from "../graph/build.ts";
import type { NodeSet } from "../graph/node-set.ts";
import { topologicalOrder } from "../graph/order.ts";

/** For each node, which of the marked nodes are upstream of it: one row of bits per node. */
class Ancestry {
  readonly #bit = new Map<number, number>();
  readonly #words: number;
  readonly #rows: Uint32Array;

  constructor(graph: Graph, order: readonly number[], marked: Iterable<number>) {
    for (const node of marked) {
      if (!this.#bit.has(node)) this.#bit.set(node, this.#bit.size);
    }
    this.#words = Math.ceil(this.#bit.size / 32);
    this.#rows = new Uint32Array(this.#words * graph.ids.length);
    for (const node of order) {
      for (const parent of graph.parents[node] ?? []) this.#inherit(node, parent);
    }
  }

  #inherit(node: number, parent: number): void {
    const to = node * this.#words;
    const from = parent * this.#words;
    for (let word = 0; word < this.#words; word += 1) {
      this.#rows[to + word] = (this.#rows[to + word] ?? 0) | (this.#rows[from + word] ?? 0);
    }
    const bit = this.#bit.get(parent);
    if (bit === undefined) return;
    const at = to + (bit >>> 5);
    this.#rows[at] = (this.#rows[at] ?? 0) | (1 << (bit & 31));
  }

  /** Whether all of `above` are upstream of `node`; each must be a marked node. */
  allAbove(node: number, above: readonly number[]): boolean {
    return above.every((ancestor) => {
      const bit = this.#bit.get(ancestor) ?? 0;
      const word = this.#rows[node * this.#words + (bit >>> 5)] ?? 0;
      return (word & (1 << (bit & 31))) !== 0;
    });
  }
}

/** The first nodes downstream of all that a test reads: those after them wait through them. */
function firstBelow(
  graph: Graph,
  reads: readonly number[],
  start: number,
  waits: NodeSet,
  ancestry: Ancestry,
): readonly number[] {
  const first: number[] = [];
  const open = [start];
  const seen = new Set(open);
  for (const node of open) {
    for (const child of graph.children[node] ?? []) {
      if (waits[child] !== 1 || seen.has(child)) continue;
      seen.add(child);
      const below = reads.length === 1 || ancestry.allAbove(child, reads);
      (below ? first : open).push(child);
    }
  }
  return first;
}

/**
 * The graph with an edge from each test to the first nodes that must wait for it.
 *
 * @param tests What each test reads: its number → the numbers of its parents.
 * @param waits Nodes that can wait: what runs and is no test.
 */
export function withTestEdges(
  graph: Graph,
  tests: ReadonlyMap<number, readonly number[]>,
  waits: NodeSet,
): Graph {
  const order = topologicalOrder(graph).map((id) => graph.index.get(id) ?? -1);
  const depth = new Map(order.map((node, position) => [node, position]));
  const deeper = (a: number, b: number): number =>
    (depth.get(a) ?? 0) >= (depth.get(b) ?? 0) ? a : b;
  const several = [...tests.values()].filter((reads) => reads.length > 1);
  const ancestry = new Ancestry(graph, order, several.flat());

  const waitedFor = new Map<number, number[]>();
  for (const [test, reads] of tests) {
    if (reads.length === 0) continue;
    for (const node of firstBelow(graph, reads, reads.reduce(deeper), waits, ancestry)) {
      const waiting = waitedFor.get(node) ?? [];
      waiting.push(test);
      waitedFor.set(node, waiting);
    }
  }
  return buildGraph(
    graph.ids.map((id, node) => {
      const parents = [...(graph.parents[node] ?? []), ...(waitedFor.get(node) ?? [])];
      return { id, parents: parents.flatMap((parent) => graph.ids[parent] ?? []) };
    }),
  );
}
