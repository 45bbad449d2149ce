import { expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { buildGraph } from "../graph/build.ts";
import { withUnitTestEdges } from "./unit-test-edges.ts";

const graphOf = (edges: Readonly<Record<string, readonly string[]>>) =>
  buildGraph(
    Object.entries(edges).map(([id, parents]) => ({
      id: asNodeId(id),
      parents: parents.map(asNodeId),
    })),
  );

test("a model waits for its unit tests, and they for what it waits for", () => {
  const graph = graphOf({
    "model.a": [],
    "model.b": ["model.a"],
    "model.c": ["model.b"],
    "test.a": ["model.a"],
    "unit_test.b": ["model.b"],
    "unit_test.macro": [],
  });
  const passive = { unit_tests: { "unit_test.b": {}, "unit_test.macro": {} } };
  const turned = withUnitTestEdges(graph, { passive });
  const parents = Object.fromEntries(
    turned.ids.map((id, node) => [
      id,
      (turned.parents[node] ?? []).map((parent) => turned.ids[parent]),
    ]),
  );
  expect(parents).toEqual({
    "model.a": [],
    "model.b": ["model.a", "unit_test.b"],
    "model.c": ["model.b"],
    "test.a": ["model.a"],
    "unit_test.b": ["model.a"],
    "unit_test.macro": [],
  });
});

test("without unit tests it is the graph itself", () => {
  const graph = graphOf({ "model.a": [] });
  expect(withUnitTestEdges(graph, { passive: {} })).toBe(graph);
});
