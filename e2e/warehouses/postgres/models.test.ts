import { expect, test } from "vitest";
import { stringify } from "yaml";
import { TemporaryProject } from "../../in-process.ts";
import { profile, withSchema } from "./rig.ts";

const projectIn = (schema: string, files: Readonly<Record<string, string>>): TemporaryProject => {
  const project = new TemporaryProject();
  const outputs = { pg: { ...profile(), schema, threads: 4 } };
  project.write({
    "dbt_project.yml": "name: shop\nversion: '1'\nprofile: p\n",
    "profiles.yml": stringify({ p: { target: "pg", outputs } }),
    ...files,
  });
  return project;
};

test("an incremental table takes longer texts than it was made for, as in dbt", () =>
  withSchema(async (adapter, schema) => {
    const model = (text: string, length: number) =>
      `{{ config(materialized='incremental', incremental_strategy='append') }}
select cast('${text}' as varchar(${length})) as name`;
    const project = projectIn(schema, { "models/m.sql": model("short", 5) });
    expect((await project.ptx("run")).code).toBe(0);
    project.write({ "models/m.sql": model("rather long", 20) });
    expect((await project.ptx("run")).code).toBe(0);
    const session = await adapter.session();
    expect((await session.query(`select name from "${schema}".m order by 1`)).rows).toEqual([
      ["rather long"],
      ["short"],
    ]);
    expect(await session.columns({ database: undefined, schema, name: "m" })).toEqual([
      { name: "name", type: "character varying(20)" },
    ]);
    project.remove();
  }));

test("views over a table that is replaced go with it, and come back with their own build", () =>
  withSchema(async (adapter, schema) => {
    const project = projectIn(schema, {
      "models/base.sql": "{{ config(materialized='table') }}\nselect 1 as id",
      "models/above.sql": "select * from {{ ref('base') }}",
    });
    expect((await project.ptx("run")).code).toBe(0);
    const place = { database: adapter.defaultDatabase, schema };
    const names = async () => (await adapter.relations([place])).map(({ name }) => name);
    expect((await project.ptx("run", "-s", "base")).code).toBe(0);
    expect(await names()).toEqual(["base"]);
    expect((await project.ptx("run")).code).toBe(0);
    expect(await names()).toEqual(["above", "base"]);
    project.remove();
  }));

test("unlogged tables, and indexes by their kind", () =>
  withSchema(async (adapter, schema) => {
    const project = projectIn(schema, {
      "models/m.sql": `{{ config(materialized='table', unlogged=true, indexes=[
  {'columns': ['id'], 'unique': true}, {'columns': ['name'], 'type': 'hash'}]) }}
select 1 as id, 'a' as name`,
    });
    for (const args of [[], ["--full-refresh"]]) {
      expect((await project.ptx("run", ...args)).code).toBe(0);
    }
    const session = await adapter.session();
    const { rows } = await session.query(`select c.relpersistence, array_agg(
  regexp_replace(i.indexdef, '^CREATE (UNIQUE )?INDEX .* USING ', '\\1') order by 1)
from pg_class c join pg_indexes i on i.tablename = c.relname and i.schemaname = '${schema}'
where c.oid = '"${schema}".m'::regclass group by 1`);
    expect(rows[0]?.[0]).toBe("u");
    expect(new Set(rows[0]?.[1] as string[])).toEqual(
      new Set(["UNIQUE btree (id)", "hash (name)"]),
    );
    project.remove();
  }));

test("a constraint that does not hold leaves the table as it was", () =>
  withSchema(async (adapter, schema) => {
    const model = (id: string) =>
      `{{ config(materialized='table', contract={'enforced': true}) }}\nselect ${id}::int as id`;
    const project = projectIn(schema, {
      "models/m.sql": model("1"),
      "models/m.yml": stringify({
        models: [
          {
            name: "m",
            columns: [{ name: "id", data_type: "int", constraints: [{ type: "not_null" }] }],
          },
        ],
      }),
    });
    expect((await project.ptx("run")).code).toBe(0);
    project.write({ "models/m.sql": model("null") });
    const { code, out } = await project.ptx("run");
    expect([code, out]).toEqual([1, expect.stringContaining("violates not-null constraint")]);
    const session = await adapter.session();
    expect((await session.query(`select * from "${schema}".m`)).rows).toEqual([[1]]);
    project.remove();
  }));

test("the password is nowhere: not in what is printed, not in files", () =>
  withSchema(async (_, schema) => {
    const project = projectIn(schema, { "models/m.sql": "select 1 / 0 as boom" });
    const secret = "hunter2-not-to-be-seen";
    const outputs = { pg: { ...profile(), schema, password: secret, threads: 1 } };
    project.write({ "profiles.yml": stringify({ p: { target: "pg", outputs } }) });
    const told = [
      await project.ptx("debug"),
      await project.ptx("build", "--log-level", "debug"),
      await project.ptx("compile", "--inline", "{{ target }}"),
    ];
    const files = ["target/manifest.json", "target/run_results.json", "logs/dbt.log"];
    const texts = [
      ...told.flatMap(({ out, err }) => [out, err]),
      ...files.map((file) => project.read(file)),
    ];
    for (const text of texts) expect(text).not.toContain(secret);
    project.remove();
  }));
