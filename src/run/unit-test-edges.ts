/**
 * `build` runs the unit tests of a model before the model: it waits for them, and they for what it
 * waits for. The rule is dbt's; a model whose unit test fails is skipped.
 */
import type { Graph, Manifest } from "../core/manifest.ts";
import { buildGraph } from "../graph/build.ts";

/**
 * The graph with the edges between unit tests and their models turned around.
 * @param graph With the edges of data tests, which models wait for.
 */
export function withUnitTestEdges(graph: Graph, { passive }: Pick<Manifest, "passive">): Graph {
  const isUnitTest = new Set(Object.keys(passive["unit_tests"] ?? {}));
  if (isUnitTest.size === 0) return graph;
  const idOf = (node: number) => graph.ids[node] ?? [];
  return buildGraph(
    graph.ids.map((id, node) => {
      const own = graph.parents[node] ?? [];
      const from = isUnitTest.has(id) ? own.flatMap((model) => graph.parents[model] ?? []) : own;
      const tests = (graph.children[node] ?? []).filter((child) =>
        isUnitTest.has(graph.ids[child] ?? ""),
      );
      return { id, parents: [...from, ...tests].flatMap(idOf) };
    }),
  );
}
