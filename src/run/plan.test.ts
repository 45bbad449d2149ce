import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Manifest } from "../core/manifest.ts";
import { buildGraph } from "../graph/build.ts";
import { setOf } from "../graph/node-set.ts";
import { upstream } from "../graph/reach.ts";
import { type PlanRequest, planRun } from "./plan.ts";
import { RelationIndex } from "./relation-index.ts";
import { withTestEdges } from "./test-edges.ts";
import { idOf, shop } from "./testing/shop.ts";

const all = ({ nodes, exposures }: Manifest) => new Set([...nodes.keys(), ...exposures.keys()]);

function planned(manifest: Manifest, request: Partial<PlanRequest> = {}) {
  const plan = planRun({
    manifest,
    selected: all(manifest),
    command: "build",
    threads: 4,
    fullRefresh: false,
    storeFailures: false,
    ...request,
  });
  const short = (id: string) => id.replace(".shop.", ".");
  return Object.fromEntries(
    plan.steps.map(({ id, after }) => [short(id), after.map(short).sort()]),
  );
}

describe("what a step waits for", () => {
  const manifest = shop({
    "source.raw.orders": [],
    "seed.countries": [],
    "model.stg": ["source.raw.orders", "seed.countries"],
    "model.ephemeral": { reads: ["model.stg"], config: { materialized: "ephemeral" } },
    "model.dim": ["model.ephemeral"],
    "model.mart": ["model.dim"],
    "test.unique_stg": ["model.stg"],
    "test.unique_dim": ["model.dim"],
    "test.relationship": ["model.dim", "seed.countries"],
    "exposure.dashboard": ["model.mart"],
  });

  test("build: tests of a node come before what reads it; sources and ephemerals are no steps", () => {
    expect(planned(manifest)).toEqual({
      "seed.countries": [],
      "model.stg": ["seed.countries"],
      "test.unique_stg": ["model.stg"],
      "model.dim": ["model.stg", "test.unique_stg"],
      "test.unique_dim": ["model.dim"],
      "test.relationship": ["model.dim", "seed.countries"],
      "model.mart": ["model.dim", "test.relationship", "test.unique_dim"],
      "exposure.dashboard": ["model.mart"],
    });
  });

  test("run: models only", () => {
    expect(planned(manifest, { command: "run" })).toEqual({
      "model.stg": [],
      "model.dim": ["model.stg"],
      "model.mart": ["model.dim"],
    });
  });

  test("test: nothing to wait for", () => {
    expect(planned(manifest, { command: "test" })).toEqual({
      "test.unique_stg": [],
      "test.unique_dim": [],
      "test.relationship": [],
    });
  });

  test("order runs through nodes that are not selected", () => {
    const selected = new Set(["seed.countries", "test.unique_stg", "model.mart"].map(idOf));
    expect(planned(manifest, { selected })).toEqual({
      "seed.countries": [],
      "test.unique_stg": ["seed.countries"],
      "model.mart": ["seed.countries", "test.unique_stg"],
    });
  });

  test("a command without a plan is a bug", () => {
    expect(() => planned(manifest, { command: "docs" })).toThrow("no plan for the command docs");
  });
});

test("a node waits for exactly the tests whose nodes are all upstream of it", () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
    fc.record({
      models: fc.tuple(
        ...Array.from({ length: size }, (_, i) =>
          i === 0 ? fc.constant([]) : fc.array(fc.nat(i - 1), { maxLength: 3 }),
        ),
      ),
      tests: fc.array(fc.array(fc.nat(size - 1), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
    }),
  );
  const model = (i: number) => idOf(`model.m${String(i).padStart(2, "0")}`);
  fc.assert(
    fc.property(graphs, ({ models, tests }) => {
      const graph = buildGraph([
        ...models.map((reads, i) => ({ id: model(i), parents: reads.map(model) })),
        ...tests.map((reads, i) => ({ id: idOf(`test.t${i}`), parents: reads.map(model) })),
      ]);
      const number = (id: ReturnType<typeof idOf>) => graph.index.get(id) ?? -1;
      const reads = new Map(
        tests.map((_, i) => {
          const id = number(idOf(`test.t${i}`));
          return [id, graph.parents[id] ?? []] as const;
        }),
      );
      const built = withTestEdges(
        graph,
        reads,
        setOf(
          graph,
          models.map((_, i) => model(i)),
        ),
      );
      models.forEach((_, i) => {
        const above = upstream(graph, setOf(graph, [model(i)]));
        const waitsFor = upstream(built, setOf(built, [model(i)]));
        for (const [index, parents] of reads) {
          const expected = parents.every((parent) => above[parent] === 1);
          expect(waitsFor[index] === 1).toBe(expected);
        }
      });
    }),
    { numRuns: 200 },
  );
});

test("tests that wait for the same nodes may share a statement", () => {
  const manifest = shop({
    "model.a": [],
    "model.b": ["model.a"],
    "test.unique_a": ["model.a"],
    "test.not_null_a": ["model.a"],
    "test.relationship": ["model.a", "model.b"],
  });
  const plan = planRun({
    manifest,
    selected: all(manifest),
    command: "build",
    threads: 4,
    fullRefresh: false,
    storeFailures: false,
  });
  const units = plan.units.map(({ steps, after }) => ({
    nodes: steps.map(({ node }) => node.name),
    after: after.map((index) => plan.units[index]?.steps[0]?.node.name),
  }));
  expect(units).toEqual([
    { nodes: ["a"], after: [] },
    { nodes: ["not_null_a", "unique_a"], after: ["a"] },
    { nodes: ["b"], after: ["a", "not_null_a"] },
    { nodes: ["relationship"], after: ["a", "b"] },
  ]);
});

test("each step says why it runs", () => {
  const manifest = shop({
    "seed.raw": { config: { materialized: "seed" } },
    "model.new_one": ["seed.raw"],
    "model.was_view": { config: { materialized: "table" } },
    "model.events": { config: { materialized: "incremental" } },
    "snapshot.history": ["seed.raw"],
    "test.unique_id": ["model.events", "seed.raw"],
  });
  const relation = (name: string, kind: "table" | "view") =>
    ({ database: undefined, schema: "main", name, kind }) as const;
  const existing = new RelationIndex("memory", [
    relation("raw", "table"),
    relation("was_view", "view"),
    relation("EVENTS", "table"),
    relation("history", "table"),
  ]);
  const reasons = (fullRefresh: boolean) =>
    Object.fromEntries(
      planRun({
        manifest,
        selected: all(manifest),
        command: "build",
        threads: 1,
        fullRefresh,
        storeFailures: false,
        existing,
      }).steps.map(({ node, because }) => [node.name, because]),
    );
  expect(reasons(false)).toEqual({
    raw: "replaced by every build",
    new_one: "does not exist yet",
    was_view: "is a view, becomes a table",
    events: "adds what is new",
    history: "records what changed",
    unique_id: "tests events, raw",
  });
  expect(reasons(true)["events"]).toBe("--full-refresh builds it from scratch");
});

test("what took long last time starts first", () => {
  const manifest = shop({ "model.a": [], "model.slow": [] });
  const { units } = planRun({
    manifest,
    selected: all(manifest),
    command: "run",
    threads: 1,
    fullRefresh: false,
    storeFailures: false,
    lastSeconds: new Map([[idOf("model.slow"), 90]]),
  });
  expect(units.map(({ steps, weight }) => [steps[0]?.node.name, weight])).toEqual([
    ["a", 0.5],
    ["slow", 90],
  ]);
});
