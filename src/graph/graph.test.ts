import fc from "fast-check";
import { expect, test } from "vitest";
import type { Graph } from "../core/manifest.ts";
import { asNodeId, type NodeId } from "../core/node.ts";
import { buildGraph } from "./build.ts";
import { cycleDiagnostics, findCycles } from "./cycles.ts";
import { idsOf, members, setOf } from "./node-set.ts";
import { topologicalOrder } from "./order.ts";
import { downstream, upstream } from "./reach.ts";
import { subgraph } from "./subgraph.ts";

/** `{ b: "a", c: "a b" }`: b reads a, c reads a and b. */
function graphOf(reads: Record<string, string>) {
  const ids = (text: string) => text.split(" ").filter(Boolean).map(asNodeId);
  return buildGraph(
    Object.entries(reads).map(([id, from]) => ({ id: asNodeId(id), parents: ids(from) })),
  );
}

const diamond = graphOf({ d: "c b", c: "a", b: "a a", a: "", e: "d" });
const id = asNodeId;

const ancestors = (graph: Graph, node: NodeId, depth?: number): NodeId[] =>
  idsOf(graph, upstream(graph, setOf(graph, [node]), depth));

test("numbers follow the ids, and edges are sorted without repeats", () => {
  expect(diamond.ids).toEqual(["a", "b", "c", "d", "e"]);
  expect(diamond.parents).toEqual([[], [0], [0], [1, 2], [3]]);
  expect(diamond.children).toEqual([[1, 2], [3], [3], [4], []]);
});

test("parents that are no nodes are left out", () => {
  expect(graphOf({ a: "gone" }).parents).toEqual([[]]);
});

test("parents come before children, ties in the order of ids", () => {
  expect(topologicalOrder(diamond)).toEqual(["a", "b", "c", "d", "e"]);
  expect(topologicalOrder(graphOf({}))).toEqual([]);
});

test("upstream and downstream, bounded by depth", () => {
  expect(ancestors(diamond, id("e"))).toEqual(["a", "b", "c", "d"]);
  expect(ancestors(diamond, id("e"), 2)).toEqual(["b", "c", "d"]);
  const below = (depth: number) =>
    idsOf(diamond, downstream(diamond, setOf(diamond, [id("a")]), depth));
  expect(below(1)).toEqual(["b", "c"]);
  expect(below(0)).toEqual([]);
});

test("a part of the graph keeps the order of the whole", () => {
  const part = subgraph(diamond, setOf(diamond, [id("a"), id("e"), id("b")]));
  expect(part.ids).toEqual(["a", "b", "e"]);
  expect(part.parents).toEqual([[], [0], [0, 1]]);
});

test("every knot is found, with a shortest cycle in the direction of the data", () => {
  const graph = graphOf({ a: "c", b: "a", c: "b d", d: "c", x: "x a", y: "" });
  expect(findCycles(graph)).toEqual([
    { path: ["a", "b", "c"], size: 4 },
    { path: ["x"], size: 1 },
  ]);
  expect(findCycles(diamond)).toEqual([]);
  expect(() => topologicalOrder(graph)).toThrow("cycles");
});

test("a cycle is told by its names and files", () => {
  const graph = graphOf({ a: "c", b: "a", c: "b", me: "me" });
  const describe = (node: NodeId) => ({
    name: node,
    at: { file: `${node}.sql`, line: 1, column: 1 },
  });
  const [knot, self] = cycleDiagnostics(graph, describe);
  expect(knot).toMatchObject({
    code: "PTX2001",
    message: "dependency cycle a → b → c → a",
    at: { file: "a.sql" },
    related: [{ at: { file: "b.sql" } }, { at: { file: "c.sql" } }],
  });
  expect(self?.message).toBe("me → me: me reads itself");
});

test("long chains exhaust no stack", () => {
  const chain: Record<string, string> = {};
  const name = (i: number) => `n${String(i).padStart(5, "0")}`;
  for (let i = 0; i < 20_000; i++) chain[name(i)] = i === 0 ? "" : name(i - 1);
  const graph = graphOf(chain);
  expect(findCycles(graph)).toEqual([]);
  expect(ancestors(graph, id(name(19_999)))).toHaveLength(19_999);
  expect(findCycles(graphOf({ ...chain, [name(0)]: name(19_999) }))[0]?.size).toBe(20_000);
});

const acyclic = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((lists) =>
    buildGraph(
      lists.map((list, i) => ({
        id: asNodeId(`n${String(i).padStart(2, "0")}`),
        parents: list.filter((p) => p < i).map((p) => asNodeId(`n${String(p).padStart(2, "0")}`)),
      })),
    ),
  );

test("any part of any graph orders its nodes exactly as the whole does", () => {
  fc.assert(
    fc.property(acyclic, fc.array(fc.nat(29)), (graph, chosen) => {
      const keep = setOf(
        graph,
        chosen.flatMap((i) => graph.ids[i] ?? []),
      );
      const part = subgraph(graph, keep);
      for (const i of members(keep)) {
        const node = graph.ids[i] ?? id("");
        const kept = ancestors(graph, node).filter((above) => part.index.has(above));
        expect(ancestors(part, node)).toEqual(kept);
      }
    }),
  );
});

test("a graph has a cycle exactly when some node is its own ancestor", () => {
  const any = fc.array(fc.array(fc.nat(8), { maxLength: 2 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(any, (lists) => {
      const node = (i: number) => asNodeId(`n${i}`);
      const graph = buildGraph(lists.map((list, i) => ({ id: node(i), parents: list.map(node) })));
      const looping = graph.ids.some((one) => ancestors(graph, one).includes(one));
      expect(findCycles(graph).length > 0).toBe(looping);
    }),
  );
});
