/** What will run, in which order and why. A plan is data: `--dry-run` prints it, `execute` does it. */
import { type Graph, type Manifest, nodeOf } from "../core/manifest.ts";
import type { AnyNode, NodeId } from "../core/node.ts";
import { type NodeSet, setOf } from "../graph/node-set.ts";
import { topologicalOrder } from "../graph/order.ts";
import { subgraph } from "../graph/subgraph.ts";
import { isEphemeral } from "./label.ts";
import type { Task } from "./priority.ts";
import { type Existing, reasonFor } from "./reason.ts";
import { storesFailures } from "./stored.ts";
import { withTestEdges } from "./test-edges.ts";
import { withUnitTestEdges } from "./unit-test-edges.ts";

/** One node to run. */
export interface Step {
  readonly id: NodeId;
  readonly node: AnyNode;
  /** Selected nodes that it waits for, also through nodes that are not selected. */
  readonly after: readonly NodeId[];
  /** One phrase: why it runs, and what becomes of what is there. */
  readonly because: string;
}

/** What is scheduled as one: a single step, or data tests that one statement answers. */
export interface Unit extends Task {
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly command: string;
  readonly steps: readonly Step[];
  readonly units: readonly Unit[];
  readonly threads: number;
}

export interface PlanRequest {
  readonly manifest: Manifest;
  readonly selected: ReadonlySet<NodeId>;
  readonly command: string;
  readonly threads: number;
  readonly fullRefresh: boolean;
  /** `--store-failures`. */
  readonly storeFailures: boolean;
  /** Seconds that nodes took when they last ran. */
  readonly lastSeconds?: ReadonlyMap<NodeId, number> | undefined;
  /** Relations that exist; left out, the plan is made without a warehouse. */
  readonly existing?: Existing | undefined;
}

const runsIn: Readonly<Record<string, ReadonlySet<string>>> = {
  run: new Set(["model"]),
  seed: new Set(["seed"]),
  snapshot: new Set(["snapshot"]),
  test: new Set(["test", "unit_test"]),
  build: new Set("seed model snapshot function test unit_test exposure saved_query".split(" ")),
};

/** Guesses, in seconds, for nodes that never ran: only their order of size matters. */
const usualSeconds: Readonly<Record<string, number>> = {
  seed: 0.2,
  model: 0.5,
  function: 0.1,
  snapshot: 0.5,
  test: 0.05,
  unit_test: 0.05,
  exposure: 0,
  saved_query: 0,
};

function selectedNodes({ manifest, selected, command }: PlanRequest): ReadonlyMap<NodeId, AnyNode> {
  const kinds = runsIn[command];
  if (!kinds) throw new Error(`no plan for the command ${command}`);
  const nodes = new Map<NodeId, AnyNode>();
  for (const id of selected) {
    const node = nodeOf(manifest, id);
    if (node && kinds.has(node.resource_type) && !isEphemeral(node)) nodes.set(id, node);
  }
  return nodes;
}

/** Nodes of the graph that may wait for a test: those that run and are no tests. */
function waiting({ graph, nodes }: Manifest): NodeSet {
  const runs = [...nodes.values()].filter(({ resource_type }) => resource_type !== "test");
  return setOf(
    graph,
    runs.map(({ unique_id }) => unique_id),
  );
}

function testReads(
  { graph }: Manifest,
  nodes: Iterable<AnyNode>,
): ReadonlyMap<number, readonly number[]> {
  const reads = new Map<number, readonly number[]>();
  for (const node of nodes) {
    if (node.resource_type !== "test") continue;
    const test = graph.index.get(node.unique_id);
    if (test !== undefined) reads.set(test, graph.parents[test] ?? []);
  }
  return reads;
}

/**
 * Steps that are scheduled as one: tests of the same nodes may share a statement. Tests of other
 * nodes could wait for each other, and tests that store their rows gain nothing.
 */
function unitsOf(steps: readonly Step[], storeFailures: boolean): Step[][] {
  const units = new Map<string, Step[]>();
  for (const step of steps) {
    const { id, node } = step;
    const shares = node.resource_type === "test" && !storesFailures(node, storeFailures);
    const key = shares ? `tests of ${[...node.depends_on.nodes].sort().join("\n")}` : id;
    const unit = units.get(key);
    if (unit) unit.push(step);
    else units.set(key, [step]);
  }
  return [...units.values()];
}

function scheduled(
  units: readonly (readonly Step[])[],
  lastSeconds: ReadonlyMap<NodeId, number> | undefined,
): Unit[] {
  const unitOf = new Map<NodeId, number>();
  units.forEach((steps, index) => {
    for (const { id } of steps) unitOf.set(id, index);
  });
  return units.map((steps) => {
    const after = new Set(
      steps.flatMap((step) => step.after.flatMap((id) => unitOf.get(id) ?? [])),
    );
    const weight = steps.reduce(
      (sum, { id, node }) => sum + (lastSeconds?.get(id) ?? usualSeconds[node.resource_type] ?? 0),
      0,
    );
    return { steps, after: [...after], weight };
  });
}

/** Who waits for whom: `build` tests before it builds on what it tested. */
function edgesFor({ manifest, command }: PlanRequest, nodes: ReadonlyMap<NodeId, AnyNode>): Graph {
  if (command !== "build") return manifest.graph;
  const reads = testReads(manifest, nodes.values());
  return withUnitTestEdges(withTestEdges(manifest.graph, reads, waiting(manifest)), manifest);
}

/**
 * The steps of a command over selected nodes, in an order that could run one by one. Sources and
 * ephemeral models are no steps, but order runs through them.
 *
 * @throws Error for a command that runs no nodes.
 */
export function planRun(request: PlanRequest): Plan {
  const { command, threads } = request;
  const nodes = selectedNodes(request);
  const edges = edgesFor(request, nodes);
  const graph = subgraph(edges, setOf(edges, nodes.keys()));
  const steps = topologicalOrder(graph).flatMap((id): Step[] => {
    const node = nodes.get(id);
    if (!node) return [];
    const parents = graph.parents[graph.index.get(id) ?? -1] ?? [];
    const after = parents.flatMap((parent) => graph.ids[parent] ?? []);
    return [{ id, node, after, because: reasonFor(node, request) }];
  });
  const units = scheduled(unitsOf(steps, request.storeFailures), request.lastSeconds);
  return { command, steps, units, threads };
}
