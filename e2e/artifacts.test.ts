/** What commands leave in `target/`, where dbt leaves the same. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();
afterAll(() => project.remove());

beforeAll(() => {
  project.write({
    "dbt_project.yml": `name: shop
profile: shop
on-run-start: ["create schema if not exists noted", "create or replace table noted.start as select 1 as n"]
on-run-end:
  - "{% do log('done') %}"
  - "create or replace table noted.schemas as select unnest({{ schemas | sort }}) as name"
`,
    "profiles.yml":
      "shop:\n  target: dev\n  outputs:\n    dev: { type: duckdb, path: shop.duckdb, schema: main, threads: 1 }\n",
    "models/orders.sql": "{{ config(schema='mart') }} select 1 as id, 0 as amount",
    "models/passed_on.sql":
      "{{ config(materialized='ephemeral') }} select * from {{ ref('orders') }}",
    "models/report.sql": "select * from {{ ref('passed_on') }}",
    "seeds/kinds.csv": "id\n1\n",
    "models/_models.yml": `models:
  - name: orders
    columns:
      - { name: id, data_tests: [not_null: { config: { store_failures: true, schema: kept } }] }
      - name: amount
        data_tests:
          - unique: { config: { schema: unkept } }
          - accepted_values:
              arguments: { values: [1] }
              config: { store_failures: true, schema: failing }
`,
  });
});

const json = (path: string) => JSON.parse(project.read(path));

test("what is only compiled is recorded, too, but for what is part of others", async () => {
  expect((await project.ptx("compile")).code).toBe(0);
  const { args, results } = json("target/run_results.json");
  expect(args.which).toBe("compile");
  expect(Object.keys(project.statuses()).map((id) => id.replace(/\.[0-9a-f]{10}$/, ""))).toEqual([
    "model.shop.orders",
    "model.shop.report",
    "operation.shop.shop-on-run-end-0",
    "operation.shop.shop-on-run-end-1",
    "operation.shop.shop-on-run-start-0",
    "operation.shop.shop-on-run-start-1",
    "seed.shop.kinds",
    expect.stringContaining("accepted_values"),
    expect.stringContaining("not_null"),
    expect.stringContaining("unique"),
  ]);
  expect(results[1]).toMatchObject({
    status: "success",
    message: null,
    failures: null,
    compiled: true,
    compiled_code: expect.stringContaining("__dbt__cte__passed_on"),
    relation_name: '"shop"."main"."report"',
    timing: [{ name: "compile" }, { name: "execute" }],
  });
  expect(results[6]).toMatchObject({ compiled: null, compiled_code: null, relation_name: null });
});

test("a compilation that fails records no results, one for the docs does", async () => {
  project.write({ "target/run_results.json": "{}" });
  project.write({ "models/broken.sql": "{% if execute %}{{ 1 / 0 }}{% endif %} select 1 as id" });
  expect((await project.ptx("compile")).code).toBe(2);
  expect(project.read("target/run_results.json")).toBe("{}");
  project.write({ "models/broken.sql": "select 1 as id" });
  expect((await project.ptx("docs", "generate")).code).toBe(0);
  expect(project.statuses()).toMatchObject({ "model.shop.broken": "success" });
});

test("hooks are told the schemas of what was built, of stored failures, too", async () => {
  await project.ptx("build");
  const { out } = await project.ptx(
    "show",
    "--inline",
    "select * from noted.schemas",
    "--output",
    "csv",
  );
  expect(out.trim().split("\n").slice(1)).toEqual(["main", "main_kept", "main_mart"]);
});

test("the manifest tells the SQL of hooks, their file and their place in the run", () => {
  const { nodes } = json("target/manifest.json");
  const file = "target/compiled/shop/dbt_project.yml/hooks/shop-on-run-start-1.sql";
  expect(nodes["operation.shop.shop-on-run-start-1"]).toMatchObject({
    compiled: true,
    compiled_code: "create or replace table noted.start as select 1 as n",
    compiled_path: file,
    index: 2,
  });
  expect(project.read(file)).toContain("noted.start");
  const silent = nodes["operation.shop.shop-on-run-end-0"];
  expect([silent.compiled_code, silent.compiled_path, silent.index]).toEqual(["", null, 1]);
});
