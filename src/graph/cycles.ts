/** Finds what reads itself. */
import type { Diagnostic } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Graph } from "../core/manifest.ts";
import type { NodeId } from "../core/node.ts";

/**
 * Strongly connected components with an inner edge, each as sorted numbers. Tarjan's algorithm,
 * 1972, with a stack of its own: a chain of 10,000 models must not exhaust the call stack.
 */
function knots({ ids, children }: Graph): number[][] {
  const order = new Int32Array(ids.length).fill(-1);
  const low = new Int32Array(ids.length);
  const open = new Uint8Array(ids.length);
  const nextChild = new Int32Array(ids.length);
  const path: number[] = [];
  const stack: number[] = [];
  const found: number[][] = [];
  let clock = 0;

  const enter = (i: number): void => {
    order[i] = clock;
    low[i] = clock;
    clock += 1;
    open[i] = 1;
    stack.push(i);
    path.push(i);
  };
  const lower = (i: number, value: number): void => {
    low[i] = Math.min(low[i] ?? 0, value);
  };
  const close = (i: number): void => {
    const component: number[] = [];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      open[top] = 0;
      component.push(top);
      if (top === i) break;
    }
    if (component.length > 1 || children[i]?.includes(i)) {
      found.push(component.sort((a, b) => a - b));
    }
  };
  const leave = (i: number): void => {
    path.pop();
    const caller = path.at(-1);
    if (caller !== undefined) lower(caller, low[i] ?? 0);
    if (low[i] === order[i]) close(i);
  };
  const step = (i: number): void => {
    const child = children[i]?.[nextChild[i] ?? 0];
    if (child === undefined) {
      leave(i);
      return;
    }
    nextChild[i] = (nextChild[i] ?? 0) + 1;
    if (order[child] === -1) enter(child);
    else if (open[child] === 1) lower(i, order[child] ?? 0);
  };

  for (let root = 0; root < ids.length; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) step(top);
  }
  return found.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

/** The way by which a search came to `end`, first node first. */
function wayTo(end: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const way: number[] = [];
  for (let at: number | undefined = end; at !== undefined; at = cameFrom.get(at)) way.push(at);
  return way.reverse();
}

/** A shortest cycle through the first node of a knot, in the direction of the data. */
function shortestCycle({ children }: Graph, knot: readonly number[]): number[] {
  const start = knot[0] ?? 0;
  const unseen = new Set(knot);
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const i of queue) {
    const next = children[i] ?? [];
    if (next.includes(start)) return wayTo(i, cameFrom);
    for (const child of next) {
      if (!unseen.delete(child)) continue;
      cameFrom.set(child, i);
      queue.push(child);
    }
  }
  throw new Error("a strongly connected component without a cycle");
}

export interface Cycle {
  /** One shortest way around, parents before children; the last one is read by the first. */
  readonly path: readonly NodeId[];
  /** How many nodes hang together in cycles with these. */
  readonly size: number;
}

/** One cycle for every group of nodes that (indirectly) read each other; `[]` when none. O(V + E). */
export function findCycles(graph: Graph): Cycle[] {
  return knots(graph).map((knot) => ({
    path: shortestCycle(graph, knot).flatMap((i) => graph.ids[i] ?? []),
    size: knot.length,
  }));
}

/**
 * A PTX2001 for every cycle, with the files of its nodes.
 *
 * @param describe How a node is called in messages, and where it reads another.
 */
export function cycleDiagnostics(
  graph: Graph,
  describe: (
    id: NodeId,
    reads?: NodeId,
  ) => { readonly name: string; readonly at: Location | undefined },
): Diagnostic[] {
  return findCycles(graph).map(({ path, size }) => {
    const steps = path.map((id, index) => describe(id, path.at(index - 1)));
    const names = steps.map(({ name }) => name);
    const around = [...names, names[0]].join(" → ");
    const more = size > path.length ? ` (${size} nodes hang together in cycles)` : "";
    const [first, ...others] = steps;
    return {
      code: "PTX2001",
      severity: "error",
      message:
        path.length === 1
          ? `${around}: ${names[0]} reads itself`
          : `dependency cycle ${around}${more}`,
      at: first?.at,
      hint:
        path.length === 1
          ? "read the existing table as {{ this }} in an incremental model, or ref another model"
          : "remove one of these refs, or move the shared part into a model of its own",
      related: others.flatMap(({ name, at }, index) =>
        at ? [{ message: `${name} reads ${names[index] ?? ""} here`, at }] : [],
      ),
    };
  });
}
