/** Models that are files: `materialized: external`, as projects on DuckDB have it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();

beforeAll(() => {
  project.write({
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": `
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: shop.duckdb, schema: main, external_root: "${project.folder}/out"}
`,
    "out/.keep": "",
    "models/plain.sql": "{{ config(materialized='external') }}select 1 as id, 'a' as name\n",
    "models/packed.sql": `{{ config(materialized='external', location='${project.folder}/out/some.csv.gz', options={'delimiter': ';'}) }}select 1 as id, 'a' as name\n`,
    "models/nothing.sql":
      "{{ config(materialized='external', format='json') }}select 1 as id, 'a' as name where false\n",
    "models/divided.sql":
      "{{ config(materialized='external', options={'partition_by': 'day, place', 'overwrite': 1}) }}select i as id, i % 2 as day, 'x' as place from range(4) t(i)\n",
    "models/reads.sql":
      "select (select count(*) from {{ ref('plain') }}) + (select count(*) from {{ ref('packed') }}) + (select count(*) from {{ ref('nothing') }}) * 100 + (select count(*) from {{ ref('divided') }}) * 10 as n\n",
  });
});
afterAll(() => project.remove());

const shown = async (sql: string) =>
  (await project.ptx("show", "--inline", sql, "--output", "csv")).out;

test.each(["first", "again"])("files are written and read back: %s", async () => {
  const built = await project.ptx("build");
  expect(built.err + built.out).toContain("Completed successfully");
  expect(await shown("select n from {{ ref('reads') }}")).toBe("n\n42\n");
  expect(await shown("select id, name from {{ ref('packed') }}")).toBe("id,name\n1,a\n");
  const files = `select parse_path(file)[-1] as f from glob('${project.folder}/out/*.*') order by 1`;
  expect(await shown(files)).toBe("f\n.keep\nnothing.json\nplain.parquet\nsome.csv.gz\n");
});

test("a table of that name gives way", async () => {
  project.write({ "models/plain.sql": "{{ config(materialized='table') }}select 1 as id\n" });
  expect((await project.ptx("run", "--select", "plain")).code).toBe(0);
  project.write({
    "models/plain.sql": "{{ config(materialized='external', format='csv') }}select 7 as id\n",
  });
  expect((await project.ptx("run", "--select", "plain")).code).toBe(0);
  expect(await shown("select id from {{ ref('plain') }}")).toBe("id\n7\n");
  expect(project.read("out/plain.csv")).toBe("id\n7\n");
});
