import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { type Area, type Gaps, unsupported, untestable } from "../behaviour.ts";
import { model, rowsOf, table, view } from "../models.ts";

const numbers = rowsOf(["id", "name"], ["1", "'ana'"], ["2", "'ben'"]);
const noMatview: Gaps = {
  duckdb: unsupported("there are no materialized views"),
  snowflake: unsupported("as in dbt, `dynamic_table` is what it has instead"),
};

export const materializations: Area = {
  title: "Materializations",
  behaviours: [
    {
      name: "view",
      files: { "models/names.sql": view(numbers) },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.kinds(), { names: "view" });
        deepEqual(await world.table("names"), [
          [1, "ana"],
          [2, "ben"],
        ]);
      },
    },
    {
      name: "table, with nothing left beside it",
      files: { "models/names.sql": table(numbers) },
      async check(world) {
        await world.ptx("build");
        await world.ptx("build");
        deepEqual(await world.kinds(), { names: "table" });
        equal(await world.count("names"), 2);
      },
    },
    {
      name: "ephemeral models on top of each other",
      files: {
        "models/raw.sql": model({ materialized: "ephemeral" }, numbers),
        "models/upper.sql": model(
          { materialized: "ephemeral" },
          "with big as (select id, upper(name) as name from {{ ref('raw') }}) select * from big",
        ),
        "models/names.sql": table(
          "select u.id, u.name, r.name as written from {{ ref('upper') }} u join {{ ref('raw') }} r on u.id = r.id",
        ),
      },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.kinds(), { names: "table" });
        deepEqual(await world.table("names"), [
          [1, "ANA", "ana"],
          [2, "BEN", "ben"],
        ]);
      },
    },
    {
      name: "the same name as view, table, incremental, table, view",
      async check(world) {
        for (const kind of ["view", "table", "incremental", "table", "view"]) {
          world.write({ "models/names.sql": model({ materialized: kind }, numbers) });
          await world.ptx("build", "--full-refresh");
          deepEqual(await world.kinds(), { names: kind === "view" ? "view" : "table" }, kind);
          equal(await world.count("names"), 2, kind);
        }
      },
    },
    {
      name: "a table that comes back with other columns",
      files: { "models/names.sql": table(numbers) },
      async check(world) {
        await world.ptx("build");
        world.write({ "models/names.sql": table("select 'x' as letter, 3 as n") });
        await world.ptx("build");
        deepEqual(await world.columns("names"), ["letter", "n"]);
        deepEqual(await world.table("names"), [["x", 3]]);
      },
    },
    {
      name: "a table rebuilt alone, below a view that nobody rebuilt",
      files: {
        "models/names.sql": table(numbers),
        "models/named.sql": view("select * from {{ ref('names') }}"),
      },
      async check(world) {
        await world.ptx("build");
        world.write({ "models/names.sql": table("select 7 as id, 'gil' as name") });
        await world.ptx("run", "-s", "names");
        await world.ptx("run");
        deepEqual(await world.table("named"), [[7, "gil"]]);
      },
    },
    {
      name: "a rebuild that fails leaves the table as it was",
      files: { "models/names.sql": table(numbers) },
      async check(world) {
        await world.ptx("build");
        const { words } = world;
        world.write({
          "models/names.sql": table(`select ${words.failing} as id from (${words.series(3)}) s`),
        });
        await world.fails("build");
        deepEqual(await world.kinds(), { names: "table" });
        equal(await world.count("names"), 2);
      },
    },
    {
      name: "readers find the table at every moment of its replacement",
      files: (world) => ({ "models/big.sql": table(world.words.series(20_000)) }),
      gaps: {
        duckdb: untestable("one process holds the file; kills in the middle are tried elsewhere"),
      },
      async check(world) {
        await world.ptx("build");
        const counts = new Set<unknown>();
        let building = true;
        const reading = world.inSession(async (session) => {
          while (building) {
            const { rows } = await session.query(`select count(*) from ${world.at("big")}`);
            counts.add(Number(Object.values(rows[0] ?? {})[0]));
          }
        });
        for (let i = 0; i < 5; i += 1) await world.ptx("run", "--quiet");
        building = false;
        await reading;
        deepEqual([...counts], [20_000]);
      },
    },
    {
      name: "left-overs of a killed run are swept away",
      files: { "models/names.sql": table(numbers) },
      async check(world) {
        await world.ptx("build");
        const left = ["names__dbt_tmp", "names__dbt_backup"].map((name) => world.at(name));
        await world.execute(...left.map((name) => `create table ${name} as select 1 as id`));
        await world.ptx("build");
        equal(await world.count("names"), 2);
        equal((await world.kinds())["names"], "table");
      },
    },
    {
      name: "materialized view: made, refreshed, replaced by a table and back",
      files: {
        "models/raw.sql": table(numbers),
        "models/names.sql": model(
          { materialized: "materialized_view" },
          "select id, name from {{ ref('raw') }}",
        ),
      },
      gaps: {
        ...noMatview,
        bigquery: untestable(
          "the emulator forgets those whose statement begins with a comment",
          true,
        ),
      },
      async check(world) {
        await world.ptx("build");
        equal((await world.kinds())["names"], "materialized_view");
        await world.execute(`insert into ${world.at("raw")} values (3, 'cid')`);
        await world.ptx("run", "-s", "names");
        equal(await world.count("names"), 3);
        world.write({ "models/names.sql": table("select * from {{ ref('raw') }}") });
        await world.ptx("run", "-s", "names");
        equal((await world.kinds())["names"], "table");
        world.write({
          "models/names.sql": model(
            { materialized: "materialized_view" },
            "select * from {{ ref('raw') }}",
          ),
        });
        await world.ptx("run", "-s", "names");
        equal((await world.kinds())["names"], "materialized_view");
      },
    },
    {
      name: "materialized view: another select takes effect",
      files: {
        "models/names.sql": model({ materialized: "materialized_view" }, numbers),
      },
      gaps: noMatview,
      async check(world) {
        await world.ptx("build");
        world.write({
          "models/names.sql": model(
            { materialized: "materialized_view" },
            "select 9 as id, 'z' as name",
          ),
        });
        await world.ptx("build", "--full-refresh");
        deepEqual(await world.table("names"), [[9, "z"]]);
      },
    },
    {
      name: "a materialization of the project's own, in Jinja",
      files: {
        "macros/twice.sql": `{% materialization twice, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% do adapter.drop_relation(target_relation) if load_relation(this) else none %}
  {% call statement('main') %}
    {{ create_table_as(False, target_relation, '(' ~ sql ~ ') union all (' ~ sql ~ ')') }}
  {% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}`,
        "models/names.sql": model({ materialized: "twice" }, "select 1 as id"),
      },
      async check(world) {
        await world.ptx("build");
        await world.ptx("build");
        equal(await world.count("names"), 2);
      },
    },
    {
      name: "--empty builds everything with its columns and without rows",
      files: {
        "seeds/raw.csv": "id,name\n1,ana\n",
        "models/names.sql": table("select id, name from {{ ref('raw') }}"),
        "models/more.sql": view("select id, count(*) as n from {{ ref('names') }} group by id"),
      },
      async check(world) {
        await world.ptx("seed");
        await world.ptx("run", "--empty");
        equal(await world.count("names"), 0);
        deepEqual(await world.columns("more"), ["id", "n"]);
      },
    },
    {
      name: "schema and alias: one name in two schemas, made when they are missing",
      files: {
        "models/here.sql": table("select 1 as id", { alias: "names" }),
        "models/there.sql": table("select id + 1 as id from {{ ref('here') }}", {
          alias: "names",
          schema: "second",
        }),
      },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.table("names", "id, id"), [[1, 1]]);
        deepEqual(await world.table("names", "id, id", world.second), [[2, 2]]);
      },
    },
    {
      name: "many models at once, in order where they depend on each other",
      files: () => {
        const leaves = Array.from({ length: 12 }, (_, i) => `leaf_${i}`);
        const union = leaves.map((name) => `select id from {{ ref('${name}') }}`);
        return Object.fromEntries([
          ...leaves.map((name, i) => [`models/${name}.sql`, table(`select ${i} as id`)] as const),
          [
            "models/top.sql",
            table(`select sum(id) as total, 1 as one from (${union.join(" union all ")}) s`),
          ],
        ]);
      },
      async check(world) {
        await world.ptx("build");
        deepEqual(await world.table("top"), [[66, 1]]);
      },
    },
    {
      name: "a failure skips what depends on it, and nothing else",
      files: (world) => ({
        "models/bad.sql": table(
          `select ${world.words.failing} as id from (${world.words.series(1)}) s`,
        ),
        "models/after_bad.sql": table("select * from {{ ref('bad') }}"),
        "models/good.sql": table("select 1 as id"),
      }),
      async check(world) {
        const told = await world.fails("build");
        const statuses = world.statuses();
        deepEqual(statuses, { bad: "error", after_bad: "skipped", good: "success" });
        match(told, /PASS=1 WARN=0 ERROR=1 SKIP=1/);
        notEqual((await world.kinds())["good"], undefined);
      },
    },
    {
      name: "sql_header runs before the statement that it belongs to",
      files: {
        "models/names.sql": table("select 1 as id", { sql_header: "select 1;" }),
      },
      async check(world) {
        await world.ptx("build");
        equal(await world.count("names"), 1);
      },
    },
  ],
};
