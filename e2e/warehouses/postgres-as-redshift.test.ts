/**
 * What Redshift has in common with Postgres, tried on Postgres with Redshift's adapter: sessions,
 * transactions, renames, seeds, catalog. Redshift itself was not asked.
 */
import { deepEqual, equal } from "node:assert/strict";
import { beforeAll, test } from "vitest";
import type { Profile } from "../../scripts/emulators/server.ts";
import { builtIn } from "../conformance/built-in.ts";
import { incremental, rowsOf, table, view } from "../conformance/models.ts";
import { World } from "../conformance/world.ts";

const profiles = JSON.parse(process.env["PTX_TEST_PROFILES"] ?? "{}") as Record<string, Profile>;
const postgres = profiles["postgres"] ?? {};
const redshift: Profile = { ...postgres, type: "redshift", dbname: "like_redshift" };

/** A database that reads texts as Redshift does, with the functions of Redshift that ptx calls. */
beforeAll(async () => {
  const server = new World(builtIn("postgres"), postgres, "redshift: server");
  const found = await server.rows("select 1 from pg_database where datname = 'like_redshift'");
  if (found.length === 0) await server.execute("create database like_redshift");
  for (const setting of ["standard_conforming_strings", "escape_string_warning"]) {
    await server.execute(`alter database like_redshift set ${setting} = off`);
  }
  server.end();
  const like = new World(
    builtIn("postgres"),
    { ...postgres, dbname: "like_redshift" },
    "redshift: functions",
  );
  await like.execute(
    `create or replace function public.getdate() returns timestamp language sql as 'select now()::timestamp'`,
    `create or replace function public.pg_get_late_binding_view_cols() returns setof record language sql as
  'select null::name, null::name, null::name, null::varchar, 1 where false'`,
  );
  like.end();
});

async function within(title: string, work: (world: World) => Promise<void>): Promise<void> {
  const world = new World(builtIn("postgres"), redshift, `redshift: ${title}`);
  try {
    await world.execute(`drop schema if exists "${world.schema}" cascade`);
    await work(world);
  } finally {
    world.end();
  }
}

const people = (...rows: (readonly string[])[]) => rowsOf(["id", "name"], ...rows);

test("tables, views and models between them are replaced as a whole", () =>
  within("replace", async (world) => {
    world.write({
      "models/raw.sql": table(people(["1", "'ana'"])),
      "models/names.sql": view("select name from {{ ref('raw') }}"),
      "models/both.sql": table("select name from {{ ref('names') }}"),
    });
    await world.ptx("build");
    await world.ptx("build");
    deepEqual(await world.kinds(), { both: "table", names: "view", raw: "table" });
    deepEqual(await world.rows(`select name from ${world.at("both")}`), [["ana"]]);
  }));

test.each(["delete+insert", "merge", "append"])("incremental: %s", (strategy) =>
  within(`incremental ${strategy}`, async (world) => {
    const config = { incremental_strategy: strategy, unique_key: ["id"] };
    world.write({ "models/people.sql": incremental(people(["1", "'ana'"]), config) });
    await world.ptx("run");
    world.write({
      "models/people.sql": incremental(people(["1", "'anna'"], ["2", "'ben'"]), config),
    });
    await world.ptx("run");
    const kept = strategy === "append" ? [[1, "ana"]] : [];
    deepEqual(await world.table("people"), [...kept, [1, "anna"], [2, "ben"]]);
  }),
);

test("on_schema_change adds a column", () =>
  within("schema change", async (world) => {
    const config = { on_schema_change: "append_new_columns" };
    world.write({ "models/people.sql": incremental(people(["1", "'ana'"]), config) });
    await world.ptx("run");
    const more = rowsOf(["id", "name", "age"], ["2", "'ben'", "30"]);
    world.write({ "models/people.sql": incremental(more, config) });
    await world.ptx("run");
    deepEqual(await world.columns("people"), ["id", "name", "age"]);
  }));

test("a snapshot by check finds changes, nulls too", () =>
  within("snapshot", async (world) => {
    world.write({
      "models/people.sql": table(people(["1", "'ana'"], ["2", "cast(null as varchar)"])),
      "snapshots/history.sql": `{% snapshot history %}
{{ config(strategy='check', unique_key='id', check_cols=['name'], target_schema=target.schema) }}
select * from {{ ref('people') }}
{% endsnapshot %}`,
    });
    await world.ptx("build");
    world.write({ "models/people.sql": table(people(["1", "'ana'"], ["2", "'ben'"])) });
    await world.ptx("build");
    const versions = `select id, name, dbt_valid_to is null from ${world.at("history")} order by id, 3`;
    deepEqual(await world.rows(versions), [
      [1, "ana", true],
      [2, null, false],
      [2, "ben", true],
    ]);
  }));

test("seeds: texts with quotes and backslashes, nulls, again with other rows", () =>
  within("seeds", async (world) => {
    world.write({ "seeds/raw.csv": 'id,t\n1,"it\'s \\ ""so"""\n2,\n' });
    await world.ptx("seed");
    deepEqual(await world.table("raw"), [
      [1, 'it\'s \\ "so"'],
      [2, null],
    ]);
    world.write({ "seeds/raw.csv": "id,t\n3,x\n" });
    await world.ptx("seed");
    deepEqual(await world.table("raw"), [[3, "x"]]);
    const type = `select character_maximum_length from information_schema.columns where table_schema = '${world.schema}' and column_name = 't'`;
    deepEqual(await world.rows(type), [[11]]);
  }));

test("a node that fails leaves everything as it was, and docs list what is there", () =>
  within("failure", async (world) => {
    world.write({ "models/people.sql": table(people(["1", "'ana'"])) });
    await world.ptx("run");
    world.write({ "models/people.sql": table("select cast('x' as integer) as id") });
    await world.fails("run");
    deepEqual(await world.table("people"), [[1, "ana"]]);
    await world.ptx("docs", "generate");
    const { nodes } = JSON.parse(world.read("target/catalog.json")) as {
      nodes: Record<string, { columns: Record<string, unknown> }>;
    };
    deepEqual(Object.keys(nodes["model.shop.people"]?.columns ?? {}), ["id", "name"]);
    equal((await world.kinds())["people"], "table");
  }));
