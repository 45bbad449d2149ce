/** Models whose step is repeated until no row changes. */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

let project: TemporaryProject;
afterEach(() => project.remove());

async function rows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(join(project.folder, "ptx.duckdb"));
  const connection = await instance.connect();
  const found = await connection.runAndReadAll(sql);
  const values = found.getRows().map((row) => row.map(Number));
  connection.closeSync();
  instance.closeSync();
  return values;
}

const chain = {
  "project.yml": "name: shop\n",
  "models/nodes.sql":
    "{{ config(materialized='table') }} select cast(i as integer) as node, cast(i as integer) as label from range(40) t(i)",
  "models/edges.sql":
    "{{ config(materialized='table') }} select i as a, i + 1 as b from range(20) t(i) union all select i + 1, i from range(20) t(i) union all select i, i from range(40) t(i)",
};
const lowest = `
select edges.a as node, min(p.label) as label
from {{ ref('edges') }} as edges inner join {{ previous(ref('nodes')) }} as p on edges.b = p.node
group by edges.a`;

test("labels spread until they rest; the run tells what each step changed", async () => {
  project = new TemporaryProject();
  project.write({
    ...chain,
    "models/components.sql": `{{ config(materialized='iterative') }}${lowest}`,
  });
  const first = await project.ptx("build");
  expect(first.code, first.out).toBe(0);
  expect(first.out).toContain("components: step 2: 19 of 40 rows changed");
  expect(
    await rows("select label, count(*) as n from components where node < 21 group by label"),
  ).toEqual([[0, 21]]);
  const again = await project.ptx("build", "--select", "components");
  expect(again.code, again.out).toBe(0);
  const { results } = JSON.parse(project.read("target/run_results.json")) as {
    results: { adapter_response: unknown }[];
  };
  expect(results[0]?.adapter_response).toMatchObject({
    rows_affected: 40,
    iterations: 21,
    converged: true,
  });
});

test("a bound that is met is an error, and the table stays what it was; or a warning", async () => {
  project = new TemporaryProject();
  const bounded = (more: string) =>
    `{{ config(materialized='iterative', max_iterations=3${more}) }}${lowest}`;
  project.write({ ...chain, "models/components.sql": bounded(", on_max_iterations='warn'") });
  const warned = await project.ptx("build");
  expect(warned.code, warned.out).toBe(0);
  expect(warned.out).toContain("after 3 iterations 17 rows still change");
  const sum = "select sum(label) from components";
  const before = await rows(sum);
  project.write({ "models/components.sql": bounded("") });
  const failed = await project.ptx("build");
  expect(failed.code).toBe(1);
  expect(failed.out).toContain("PTX4110");
  expect(await rows(sum)).toEqual(before);
});

test("a first step of its own, its number, and compared columns", async () => {
  project = new TemporaryProject();
  project.write({
    "project.yml": "name: shop\n",
    "models/halves.sql": `{{ config(materialized='iterative', compare_columns=['x']) }}
{% if iteration == 0 %}select 64 as x, 0 as n
{% else %}select cast(greatest(floor(x / 2), 1) as integer) as x, {{ iteration }} as n from {{ previous() }}
{% endif %}`,
  });
  const { code, out } = await project.ptx("build");
  expect(code, out).toBe(0);
  expect(await rows("select x, n from halves")).toEqual([[1, 7]]);
});

test.each([
  ["max_iterations=0", "`max_iterations` is 0"],
  ["on_max_iterations='stop'", '`on_max_iterations` is "stop"'],
  ["compare_columns=['y']", "`compare_columns` names 'y', which the step does not return"],
])("a setting that cannot work: %s", async (setting, message) => {
  project = new TemporaryProject();
  project.write({
    "project.yml": "name: shop\n",
    "models/m.sql": `{{ config(materialized='iterative', ${setting}) }} select 1 as x`,
  });
  const { code, out } = await project.ptx("build");
  expect(code).toBe(1);
  expect(out).toContain("PTX4111");
  expect(out).toContain(message);
});

test("previous() belongs to iterative models, and the first step needs a start", async () => {
  project = new TemporaryProject();
  project.write({
    "project.yml": "name: shop\n",
    "models/a.sql": "select * from {{ previous() }}",
    "models/b.sql": "{{ config(materialized='iterative') }} select * from {{ previous() }}",
    "models/c.sql": `{{ config(materialized='iterative') }}
{% if iteration == 0 %}select 1 as x{% else %}select x, 2 as y from {{ previous() }}{% endif %}`,
  });
  const { code, out } = await project.ptx("build");
  expect(code).toBe(1);
  expect(out).toContain("previous() is the state of an iterative model");
  expect(out).toContain("nothing comes before the first step");
  expect(out).toContain("a step returns other columns than the one before");
});
