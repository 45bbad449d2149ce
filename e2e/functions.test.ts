/** Functions of the warehouse: files below `functions/`, called by models. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();

interface Artifact {
  readonly nodes: Record<string, Record<string, unknown>>;
  readonly functions: Record<string, Record<string, unknown>>;
  readonly parent_map: Record<string, string[]>;
}

const manifest = () => JSON.parse(project.read("target/manifest.json")) as Artifact;

beforeAll(() => {
  project.write({
    "project.yml": "name: shop\n",
    "functions/margin.sql": "select (price - cost) / price\n",
    "functions/_functions.yml": `
functions:
  - name: margin
    description: What is left of the price.
    config: {volatility: deterministic}
    arguments:
      - {name: price, data_type: double}
      - {name: cost, data_type: double, description: Of buying it., default_value: 1}
    returns: {data_type: "decimal(4, 2)"}
`,
    "models/orders.sql":
      "select {{ function('margin') }}(price) as m from (values (2.0), (4.0)) t(price)\n",
  });
});
afterAll(() => project.remove());

test("a build creates them before the models that call them", async () => {
  const built = await project.ptx("build");
  expect(built.out).toContain("created function margin");
  expect(project.statuses()).toEqual({
    "function.shop.margin": "success",
    "model.shop.orders": "success",
  });
  const shown = await project.ptx(
    "show",
    "--inline",
    "select m from {{ ref('orders') }} order by 1",
    "--output",
    "csv",
  );
  expect(shown.out).toBe("m\n0.50\n0.75\n");
  expect((await project.ptx("build")).code).toBe(0);
});

test("the artifact has them as dbt's", async () => {
  const { functions, nodes, parent_map } = manifest();
  expect(Object.keys(nodes)).toEqual(["model.shop.orders"]);
  expect(functions["function.shop.margin"]).toMatchObject({
    resource_type: "function",
    relation_name: null,
    config: { materialized: "function", type: "scalar", volatility: "deterministic" },
    returns: { data_type: "decimal(4, 2)", description: null },
    arguments: [
      { name: "price", data_type: "double", description: null, default_value: null },
      { name: "cost", data_type: "double", description: "Of buying it.", default_value: 1 },
    ],
  });
  expect(nodes["model.shop.orders"]).toMatchObject({ functions: [["margin"]] });
  expect(parent_map["model.shop.orders"]).toEqual(["function.shop.margin"]);
});

test.each([
  ["--select resource_type:function+", "shop.margin\nshop.orders\n"],
  ["--resource-type function", "shop.margin\n"],
  ["--select path:functions", "shop.margin\n"],
  ["--select config.materialized:function", ""],
])("ls %s", async (args, expected) => {
  expect((await project.ptx("ls", ...args.split(" "))).out).toBe(expected);
});

test("a project may create them its own way", async () => {
  project.write({
    "macros/own.sql":
      "{% macro duckdb__scalar_function_sql(target) %}create or replace macro {{ target }}(price) as (42){% endmacro %}\n",
  });
  expect((await project.ptx("build")).code).toBe(0);
  const shown = await project.ptx("show", "--select", "orders", "--output", "csv");
  expect(shown.out).toBe("m\n42\n42\n");
});

test("a name that no function has", async () => {
  project.write({ "models/wrong.sql": "select {{ function('margins') }}(1)\n" });
  const { code, err } = await project.ptx("parse");
  expect(code).toBe(2);
  expect(err).toContain("Model 'wrong' refers to function 'margins', which does not exist");
  expect(err).toContain("Did you mean function('margin')?");
});
