import { expect, test } from "vitest";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { Manifest } from "../core/manifest.ts";
import { asNodeId, type ManifestNode } from "../core/node.ts";
import { buildGraph } from "./build.ts";
import { resourceTypesFor, scopes } from "./resource-types.ts";
import { checkSelectors, type SelectionOptions, type SelectionSpec, select } from "./select.ts";
import { wildcard } from "./wildcard.ts";

interface Sketch {
  readonly parents?: string[];
  readonly tags?: string[];
  readonly raw_code?: string;
}

/** A manifest of models by name; `test_x` is a test. */
function manifestOf(
  nodes: Record<string, Sketch>,
  selectors: Record<string, unknown> = {},
): Manifest {
  const idOf = (name: string) =>
    asNodeId(`${name.startsWith("test_") ? "test" : "model"}.shop.${name}`);
  const entries = Object.entries(nodes).map(([name, { parents = [], ...rest }]) => {
    const node = {
      unique_id: idOf(name),
      resource_type: name.startsWith("test_") ? "test" : "model",
      name,
      package_name: "shop",
      original_file_path: `models/${name}.sql`,
      fqn: ["shop", name],
      config: {},
      raw_code: "select 1",
      ...rest,
    };
    return {
      id: node.unique_id,
      node: node as unknown as ManifestNode,
      parents: parents.map(idOf),
    };
  });
  return {
    projectName: "shop",
    nodes: new Map(entries.map(({ id, node }) => [id, node])),
    sources: new Map(),
    exposures: new Map(),
    macros: new Map(),
    docs: new Map(),
    groups: new Map(),
    disabled: new Map(),
    selectors: new Map(
      Object.entries(selectors).map(([name, definition]) => [
        name,
        { name, description: "", default: name.startsWith("default"), definition },
      ]),
    ),
    passive: {},
    graph: buildGraph(entries),
    diagnostics: [],
  };
}

const shop = manifestOf(
  {
    raw: {},
    orders: { parents: ["raw"], tags: ["nightly"] },
    revenue: { parents: ["orders"], raw_code: "  " },
    test_orders: { parents: ["orders", "raw"] },
  },
  {
    nightly: "tag:nightly",
    again: { method: "selector", value: "nightly" },
    circle: { union: [{ method: "selector", value: "round" }] },
    round: { method: "selector", value: "circle" },
  },
);

const names = (spec: SelectionSpec, options?: SelectionOptions, manifest = shop): string[] =>
  select(manifest, spec, options).selected.map((id) => id.split(".")[2] ?? "");

function problem(work: () => unknown): Diagnostic | undefined {
  try {
    work();
  } catch (error) {
    return diagnosticsOf(error)?.[0];
  }
  return undefined;
}

test("nothing asked for is everything, and a command takes its own kinds", () => {
  expect(names({})).toEqual(["orders", "raw", "revenue", "test_orders"]);
  expect(names({}, { scope: scopes.test })).toEqual(["test_orders"]);
  expect(names({}, { scope: scopes.ls })).toContain("revenue");
  expect(names({}, { scope: scopes.run })).toEqual(["orders", "raw"]);
  expect(names({ exclude: ["orders"] })).toEqual(["raw", "revenue"]);
});

test("the default selector stands in when nothing is asked for", () => {
  const manifest = manifestOf({ a: {}, b: {} }, { default_a: "a" });
  expect(names({}, {}, manifest)).toEqual(["a"]);
  expect(select(manifest, {}).usedDefault).toBe("default_a");
  expect(names({ select: ["b"] }, {}, manifest)).toEqual(["b"]);
  const two = manifestOf({ a: {} }, { default_a: "a", default_b: "a" });
  expect(problem(() => select(two, {}))?.code).toBe("PTX2107");
});

test("a YAML selector can be part of an expression", () => {
  expect(names({ select: ["+selector:again"], indirectSelection: "empty" })).toEqual([
    "orders",
    "raw",
  ]);
});

test("what earlier runs know is handed in", () => {
  const comparisons = {
    result:
      () =>
      ({ name }: { name: string }) =>
        name === "orders",
  };
  expect(names({ select: ["result:error+"] }, { comparisons })).toContain("revenue");
});

test.each([
  [
    "+tagg:x",
    "PTX2101",
    'unknown selector method "tagg" in --select "+tagg:x", column 2',
    "did you mean tag?",
  ],
  [
    "orders FQN:x",
    "PTX2101",
    'unknown selector method "FQN" in --select "orders FQN:x", column 8',
    "did you mean fqn?",
  ],
  [
    "orders,",
    "PTX2102",
    'nothing beside a comma in --select "orders,", column 8',
    "a comma intersects",
  ],
  [
    "1+",
    "PTX2102",
    'a selector without a value: found "1+" in --select "1+", column 3',
    "write a name",
  ],
  ["@orders+2", "PTX2103", '"@" and a trailing "+"', "write @orders"],
  ["x+orders", "PTX2103", '"x+orders" has a "+" that is no operator', "2+name+3"],
  ["selector:nihgtly", "PTX2104", 'unknown selector "nihgtly"', "did you mean nightly?"],
  ["resource_type:modl", "PTX2105", 'resource_type: found "modl"', "did you mean model?"],
  ["test_type:generik", "PTX2105", 'test_type: found "generik"', "did you mean generic?"],
  ["version:3", "PTX2105", 'version: found "3"', "model.v2"],
  ["source:a.b.c.d", "PTX2105", "too many parts", "package.source.table"],
  ["state:modified", "PTX2106", "state:modified has no earlier run", "--state"],
  ["selector:circle", "PTX2108", "circle → round → circle", "remove one"],
])("%s is told with place and hint", (text, code, message, hint) => {
  const found = problem(() => select(shop, { select: [text] }));
  expect(found?.code).toBe(code);
  expect(found?.message).toContain(message);
  expect(found?.hint).toContain(hint);
});

test("a criterion without a match is a warning with the name that was meant", () => {
  const { selected, warnings } = select(shop, {
    select: ["ordres raw"],
    indirectSelection: "empty",
  });
  expect(selected).toEqual(["model.shop.raw"]);
  expect(warnings).toMatchObject([
    {
      code: "PTX2109",
      message: 'selection criterion "ordres" does not match any enabled nodes',
      hint: "did you mean orders?",
    },
  ]);
});

test.each([
  [{ union: "a" }, "union needs a list"],
  [{ union: [], exclude: [] }, "union must stand alone, found also exclude"],
  [{ union: [{ exclude: ["a"] }, { exclude: ["b"] }] }, "more than one exclude"],
  [{ method: "tag", parents: true }, "expected method and value, found method, parents"],
  [{ tag: ["a", "b"] }, "tag needs one value"],
  [{ method: "tag", value: "a", indirect_selection: "lazy" }, "eager, cautious, buildable, empty"],
  [
    { method: "tag", value: "a", parents: true, parents_depth: "two" },
    "parents_depth must be a whole number",
  ],
  [{ method: "tag", value: "a", children: true, childrens_parents: true }, "cannot stand together"],
  [7, "expected a text or a mapping, found 7"],
])("the YAML selector %j is rejected", (definition, message) => {
  const found = problem(() => checkSelectors(manifestOf({}, { mine: definition })));
  expect(found?.message).toContain(message);
  expect(found?.message).toContain('"mine"');
});

test("keys of YAML selectors without effect are warned about", () => {
  const definition = { method: "tag", value: "a", parent_depth: 2 };
  expect(checkSelectors(manifestOf({}, { mine: definition }))).toMatchObject([
    {
      severity: "warning",
      message: expect.stringContaining("parent_depth"),
      hint: "did you mean parents_depth?",
    },
  ]);
});

test("kinds are taken and left as asked, within what the command works on", () => {
  expect([...resourceTypesFor(scopes.test, ["unit_test", "model"])]).toEqual(["unit_test"]);
  expect(resourceTypesFor(scopes.ls, ["all"]).has("analysis")).toBe(true);
  expect(resourceTypesFor(scopes.build, [], ["test"]).has("test")).toBe(false);
  expect(problem(() => resourceTypesFor(scopes.ls, ["modle"]))?.hint).toBe("did you mean model?");
});

test.each([
  ["a*", "abc", true],
  ["a?c", "abc", true],
  ["a.c", "abc", false],
  ["a-b*", "a-bc", true],
  ["a*/b-c", "a/b-c", true],
  ["[!a]bc", "abc", false],
  ["[a-c]x", "bx", true],
  ["[]]x", "]x", true],
  ["[abc", "[abc", true],
  ["[z-a]", "z", false],
  ["A*", "abc", false],
  ["**", "", true],
  ["a[.]b", "a.b", true],
  ["(a|b)$", "(a|b)$", true],
])("wildcard %s on %s is %s", (pattern, text, expected) => {
  expect(wildcard(pattern)(text)).toBe(expected);
});

test("10,000 nodes are selected in a blink", () => {
  const nodes: Record<string, Sketch> = {};
  for (let i = 0; i < 10_000; i++) {
    nodes[`m${i}`] = { parents: i < 10 ? [] : [`m${i - 10}`, `m${i - 7}`], tags: [`t${i % 50}`] };
  }
  const big = manifestOf(nodes);
  select(big, { select: ["m1"] });
  const started = performance.now();
  const text = ["+m9000+", "tag:t7", "@m5000", "models/m1*", "config.meta.x:1", "*99*"];
  expect(select(big, { select: text, exclude: ["2+m40+3"] }).selected.length).toBeGreaterThan(
    9_000,
  );
  // About 20 ms on one core; a list search inside a loop would take seconds.
  expect(performance.now() - started).toBeLessThan(500);
});
