import { deepEqual, equal, match } from "node:assert/strict";
import { type Area, unsupported, untestable } from "../behaviour.ts";
import { rowsOf, table, view } from "../models.ts";

const people = rowsOf(["id", "name", "price"], ["1", "'ana'", "1.5"], ["2", "'ben'", "2.5"]);

const operation = (body: string) => `{% macro operate() %}${body}{% endmacro %}`;

/** Runs a macro that logs JSON, and reads it. */
async function told(world: { ptx(...args: readonly string[]): Promise<string> }): Promise<unknown> {
  const text = await world.ptx("run-operation", "operate");
  const [, json] = /TOLD(.*)DLOT/.exec(text) ?? [];
  return JSON.parse(json ?? "null");
}

const tell = (expression: string) =>
  `{{ log('TOLD' ~ tojson(${expression}) ~ 'DLOT', info=true) }}`;

const found = "{% set found = adapter.get_relation(target.database, target.schema, 'people') %}";

export const templates: Area = {
  title: "Questions of templates",
  behaviours: [
    {
      name: "run_query: rows, columns, numbers as numbers",
      files: {
        "models/people.sql": table(people),
        "macros/operate.sql": operation(`
{% set rows = run_query("select id, name, price from " ~ ref('people') ~ " order by id") %}
${tell("{'ids': rows.columns[0].values() | list, 'names': rows.columns[1].values() | list, 'sum': rows.columns[2].values() | sum | float, 'columns': rows.column_names | map('lower') | list}")}`),
      },
      async check(world) {
        await world.ptx("run");
        deepEqual(await told(world), {
          ids: [1, 2],
          names: ["ana", "ben"],
          sum: 4,
          columns: ["id", "name", "price"],
        });
      },
    },
    {
      name: "a model that asks which columns another one has",
      files: {
        "models/people.sql": table(people),
        "models/wide.sql": view(`select
{%- for column in adapter.get_columns_in_relation(ref('people')) %}
  {{ column.quoted }} as c{{ loop.index }}{{ "," if not loop.last }}
{%- endfor %}
from {{ ref('people') }}`),
      },
      async check(world) {
        await world.ptx("run");
        deepEqual(await world.columns("wide"), ["c1", "c2", "c3"]);
      },
    },
    {
      name: "get_relation: what is there, of which kind, and what is not",
      files: {
        "models/people.sql": view(people),
        "macros/operate.sql": operation(`${found}
{% set missing = adapter.get_relation(target.database, target.schema, 'nobody') %}
${tell("{'view': found.is_view, 'table': found.is_table, 'name': found.identifier | lower, 'missing': missing is none}")}`),
      },
      async check(world) {
        await world.ptx("run");
        deepEqual(await told(world), { view: true, table: false, name: "people", missing: true });
      },
    },
    {
      name: "rename_relation, drop_relation, truncate_relation",
      gaps: {
        bigquery: untestable(
          "the emulator lists tables under the names that they were made with",
          true,
        ),
      },
      files: {
        "models/people.sql": table(people),
        "models/more.sql": table(people),
        "macros/operate.sql": operation(`${found}
{% set other = adapter.get_relation(target.database, target.schema, 'more') %}
{% do adapter.drop_relation(other) %}
{% do adapter.rename_relation(found, found.incorporate(path={'identifier': other.identifier})) %}
{% do adapter.truncate_relation(other) %}
${tell("1")}`),
      },
      async check(world) {
        await world.ptx("run");
        await told(world);
        deepEqual(await world.kinds(), { more: "table" });
        equal(await world.count("more"), 0);
      },
    },
    {
      name: "create_schema twice, check_schema_exists, drop_schema with what is in it",
      files: (world) => ({
        "macros/operate.sql": operation(`
{% set there = api.Relation.create(database=target.database, schema='${world.second}') %}
{% do adapter.create_schema(there) %}
{% do adapter.create_schema(there) %}
{% do run_query("create table ${world.second}.names as select 1 as id") %}
{% set before = adapter.check_schema_exists(target.database, '${world.words.fold(world.second)}') %}
{% do adapter.drop_schema(there) %}
{% set after = adapter.check_schema_exists(target.database, '${world.words.fold(world.second)}') %}
${tell("[before, after]")}`),
      }),
      async check(world) {
        deepEqual(await told(world), [true, false]);
      },
    },
    {
      name: "get_missing_columns, expand_target_column_types, get_column_schema_from_query",
      files: {
        "models/people.sql": table(people),
        "models/more.sql": table("select 1 as id"),
        "macros/operate.sql": operation(`${found}
{% set other = adapter.get_relation(target.database, target.schema, 'more') %}
{% set missing = adapter.get_missing_columns(found, other) | map(attribute='name') | map('lower') | list %}
{% set asked = adapter.get_column_schema_from_query("select 1 as a, 'x' as b") | map(attribute='name') | map('lower') | list %}
${tell("[missing, asked]")}`),
      },
      async check(world) {
        await world.ptx("run");
        deepEqual(await told(world), [
          ["name", "price"],
          ["a", "b"],
        ]);
      },
    },
    {
      name: "dispatch takes the macro of this warehouse before the default",
      files: (world) => ({
        "macros/operate.sql": `{% macro who() %}{{ return(adapter.dispatch('who')()) }}{% endmacro %}
{% macro default__who() %}{{ return('default') }}{% endmacro %}
{% macro ${world.warehouse}__who() %}{{ return('own') }}{% endmacro %}
${operation(tell("who()"))}`,
      }),
      async check(world) {
        equal(await told(world), "own");
      },
    },
    {
      name: "a relation in another database",
      gaps: { postgres: unsupported("a connection sees one database") },
      files: (world) => {
        const attached = world.warehouse === "duckdb" ? { attach: [{ path: "other.duckdb" }] } : {};
        return {
          "profiles.yml": world.profiles(attached),
          "models/there.sql": table("select 1 as id", { database: "other" }),
          "models/here.sql": table("select id + 1 as id from {{ ref('there') }}"),
        };
      },
      async check(world) {
        if (world.warehouse === "snowflake")
          await world.execute("create database if not exists other");
        await world.ptx("build");
        await world.ptx("build");
        deepEqual(await world.value("select id from {{ ref('here') }}"), 2);
      },
    },
    {
      name: "statement and load_result; compile --inline",
      files: {
        "macros/operate.sql": operation(`
{% call statement('asked', fetch_result=true) %}select 7 as n{% endcall %}
{% set rows = load_result('asked')['data'] %}
${tell("rows[0][0]")}`),
      },
      async check(world) {
        equal(await told(world), 7);
        match(await world.ptx("compile", "--inline", "select {{ 1 + 1 }} as n"), /select 2 as n/);
      },
    },
  ],
};
