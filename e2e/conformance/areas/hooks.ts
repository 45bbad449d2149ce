import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, type Gaps, unsupported } from "../behaviour.ts";
import { incremental, model, table } from "../models.ts";
import type { World } from "../world.ts";

/** A statement that notes what has happened. */
const note = (text: string) => `insert into {{ target.schema }}.notes values ('${text}')`;

const project = (world: World, more: Readonly<Record<string, unknown>> = {}) => ({
  "dbt_project.yml": JSON.stringify({
    name: "shop",
    profile: "conformance",
    "on-run-start": ["{{ make_notes() }}"],
    ...more,
  }),
  "macros/notes.sql": `{% macro make_notes() %}
  {% if execute and not adapter.get_relation(target.database, target.schema, 'notes') %}
    {% do adapter.create_schema(api.Relation.create(database=target.database, schema=target.schema)) %}
    {% do run_query("create table " ~ target.schema ~ ".notes (what ${world.words.text})") %}
  {% endif %}
{% endmacro %}
{% macro noted(text) %}insert into {{ target.schema }}.notes values ('{{ text }}'){% endmacro %}
`,
});

const notes = async (world: World) =>
  (await world.rows(`select what from ${world.at("notes")} order by 1`)).map(([what]) => what);

const noTransactions: Gaps = {
  snowflake: unsupported("DDL commits at once"),
  bigquery: unsupported("DDL commits at once"),
};

export const hooks: Area = {
  title: "Hooks and transactions",
  behaviours: [
    {
      name: "hooks of models: text, list, macro, this, and ref",
      files: (world) => ({
        ...project(world),
        "models/first.sql": table("select 1 as id", {
          pre_hook: note("1 before first"),
          post_hook: ["{{ noted('2 after first') }}", "insert into {{ this }} values (2)"],
        }),
        "models/second.sql": incremental("select count(*) as n from {{ ref('first') }}", {
          post_hook:
            "insert into {{ target.schema }}.notes select '3 of ' || cast(id as {{ dbt.type_string() }}) from {{ ref('first') }}",
        }),
      }),
      async check(world) {
        await world.ptx("build");
        deepEqual(await notes(world), ["1 before first", "2 after first", "3 of 1", "3 of 2"]);
        deepEqual(await world.rows(`select n from ${world.at("second")}`), [[2]]);
      },
    },
    {
      name: "hooks of seeds and snapshots, from the project file",
      files: (world) => ({
        ...project(world, {
          seeds: { "+post-hook": note("seed") },
          snapshots: { "+post-hook": note("snapshot") },
        }),
        "seeds/raw.csv": "id\n1\n",
        "snapshots/history.yml": JSON.stringify({
          snapshots: [
            {
              name: "history",
              relation: "ref('raw')",
              config: { unique_key: "id", strategy: "check", check_cols: "all" },
            },
          ],
        }),
      }),
      async check(world) {
        await world.ptx("build");
        deepEqual(await notes(world), ["seed", "snapshot"]);
      },
    },
    {
      name: "a post-hook that fails takes the table back to what it was",
      gaps: noTransactions,
      files: { "models/names.sql": table("select 1 as id") },
      async check(world) {
        await world.ptx("build");
        world.write({
          "models/names.sql": table("select 2 as id", {
            post_hook: "insert into {{ this }} values ('no number')",
          }),
        });
        await world.fails("build");
        deepEqual(await world.rows(`select id from ${world.at("names")}`), [[1]]);
      },
    },
    {
      name: "a post-hook that fails takes back what an incremental run added",
      gaps: noTransactions,
      files: { "models/names.sql": incremental("select 1 as id") },
      async check(world) {
        await world.ptx("build");
        world.write({
          "models/names.sql": incremental("select 2 as id", {
            post_hook: "insert into {{ this }} values ('no number')",
          }),
        });
        await world.fails("build");
        deepEqual(await world.rows(`select id from ${world.at("names")}`), [[1]]);
      },
    },
    {
      name: "hooks outside of the transaction: before_begin, after_commit",
      files: (world) => ({
        ...project(world),
        "models/names.sql": `{{ config(materialized='table',
  pre_hook=[before_begin("${note("1 outside")}"), "${note("2 inside")}"],
  post_hook=[{"sql": "${note("4 outside")}", "transaction": false}, "${note("3 inside")}"]) }}
select 1 as id`,
      }),
      async check(world) {
        await world.ptx("build");
        deepEqual(await notes(world), ["1 outside", "2 inside", "3 inside", "4 outside"]);
      },
    },
    {
      name: "vacuum after the commit",
      files: {
        "models/names.sql":
          "{{ config(materialized='table', post_hook=after_commit('vacuum {{ this }}')) }}select 1 as id",
      },
      gaps: {
        snowflake: unsupported("there is no vacuum"),
        bigquery: unsupported("there is no vacuum"),
      },
      async check(world) {
        await world.ptx("build");
        equal(await world.count("names"), 1);
      },
    },
    {
      name: "on-run-start and on-run-end, with results, also after a failure",
      files: (world) => ({
        ...project(world, {
          "on-run-end": [
            `{% for result in results if result.node.resource_type == 'model' %}insert into {{ target.schema }}.notes values ('{{ result.node.name }} {{ result.status }}');{% endfor %}`,
          ],
        }),
        "models/good.sql": model({ materialized: "view" }, "select 1 as id"),
        "models/bad.sql": model({ materialized: "table" }, "select nothing from nowhere"),
      }),
      async check(world) {
        const told = await world.fails("run");
        match(told, /nowhere/i);
        deepEqual(await notes(world), ["bad error", "good success"]);
      },
    },
    {
      name: "run-operation: a macro of several statements",
      files: (world) => ({
        ...project(world),
        "macros/clean.sql": `{% macro refill(text) %}{% do make_notes() %}{% do run_query("delete from " ~ target.schema ~ ".notes where 1 = 1") %}
{% do run_query(noted(text)) %}{% endmacro %}`,
      }),
      async check(world) {
        await world.ptx("run-operation", "refill", "--args", "{text: first}");
        await world.ptx("run-operation", "refill", "--args", "{text: second}");
        deepEqual(await notes(world), ["second"]);
      },
    },
  ],
};
