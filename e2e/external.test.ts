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

test("a folder is overwritten as a whole, or stays as it was", async () => {
  const model = (place: string) =>
    `{{ config(materialized='external', location='${project.folder}/out/days', options={'partition_by': ['day', 'place'], 'overwrite': true}) }}select i as id, i % 2 as day, ${place} as place from range(4) t(i)\n`;
  project.write({ "models/days.sql": model("'x'") });
  expect((await project.ptx("run", "--select", "days")).code).toBe(0);
  const rows = "select count(*), sum(id), max(day), max(place) from {{ ref('days') }}";
  expect(await shown(rows)).toMatch(/\n4,6,1,x\n$/);
  const files = `select count(*) as n from glob('${project.folder}/out/days/*/*/*.parquet')`;
  expect(await shown(files)).toBe("n\n2\n");

  // No folder can have a name of that length: the last partition cannot be written.
  project.write({ "models/days.sql": model("case when i = 3 then repeat('z', 300) else 'y' end") });
  const failed = await project.ptx("run", "--select", "days");
  expect(failed.code).toBe(1);
  expect(await shown(rows)).toMatch(/\n4,6,1,x\n$/);

  project.write({ "models/days.sql": model("'w'") });
  expect((await project.ptx("run", "--select", "days")).code).toBe(0);
  expect(await shown(rows)).toMatch(/\n4,6,1,w\n$/);
  const folders = `select parse_path(file)[-1] as f from glob('${project.folder}/out/*days*/*/*/*') order by 1`;
  expect(await shown(`select count(*) as n from (${folders})`)).toBe("n\n2\n");
});

test("a folder that is there already is not mixed with what is new", async () => {
  project.write({
    "models/once.sql":
      "{{ config(materialized='external', options={'partition_by': 'day'}) }}select i as id, i % 2 as day from range(4) t(i)\n",
  });
  expect((await project.ptx("run", "--select", "once")).code).toBe(0);
  const again = await project.ptx("run", "--select", "once");
  expect(again.code).toBe(1);
  expect(again.out).toMatch(/not empty[\s\S]*OVERWRITE/i);
});

test.each([
  ["per_thread", "'per_thread_output': true"],
  ["sized", "'file_size_bytes': '100kb', 'row_group_size': 2048"],
])("several files of one model are read back as one: %s", async (name, options) => {
  project.write({
    [`models/${name}.sql`]: `{{ config(materialized='external', options={${options}, 'overwrite': 1}) }}select i as id from range(100000) t(i)\n`,
  });
  for (let run = 0; run < 2; run++) {
    expect((await project.ptx("run", "--select", name)).code).toBe(0);
    expect(await shown(`select count(*), sum(id) from {{ ref('${name}') }}`)).toMatch(
      /\n100000,4999950000\n$/,
    );
  }
});
