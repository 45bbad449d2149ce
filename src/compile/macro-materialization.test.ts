import { expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { folded, scriptedSession, smallProject } from "./testing/small-project.ts";

const append = `
  {% materialization ledger, default %}
    {% set target = this.incorporate(type='table') %}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') %}
      insert into {{ target }} {{ sql }}
    {% endcall %}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
  {% endmaterialization %}`;
const booking = `{{ config(materialized='ledger', pre_hook='set x = 1',
  post_hook={'sql': 'checkpoint', 'transaction': false}) }}select 1 as amount`;

async function build(files: Record<string, string>, name = "bookings") {
  const { compiler, manifest } = smallProject(files);
  const { session, asked } = scriptedSession(() => ({ columns: [], rows: [] }));
  const compiled = await compiler.compile(asNodeId(`model.shop.${name}`), session);
  const built = await compiler.materialize(compiled, session);
  return { built, asked, manifest };
}

test("a materialization of the project sends its statements in one transaction", async () => {
  const { built, asked } = await build({
    "models/bookings.sql": booking,
    "macros/ledger.sql": append,
  });
  expect(asked).toEqual([
    "begin transaction",
    "set x = 1",
    'insert into "db"."main"."bookings" select 1 as amount',
    "commit",
    "checkpoint",
  ]);
  expect(built).toMatchObject({
    response: { message: "OK" },
    relations: [{ database: "db", schema: "main", name: "bookings", kind: "table" }],
    statement: 'insert into "db"."main"."bookings" select 1 as amount',
  });
});

test("one that does not commit is committed at its end", async () => {
  const { asked } = await build({
    "models/bookings.sql": "{{ config(materialized='ledger') }}select 1 as amount",
    "macros/ledger.sql": append.replace("{{ adapter.commit() }}", ""),
  });
  expect(asked.at(-1)).toBe("commit");
});

test.each([
  ["sends no statement 'main'", "{{ return({'relations': [this]}) }}"],
  ["does not return the relations", "{% call statement('main') %}select 1{% endcall %}"],
])("one that %s is a mistake of its own, and is rolled back", async (message, body) => {
  const files = {
    "models/bookings.sql": "{{ config(materialized='ledger') }}select 1 as amount",
    "macros/ledger.sql": `{% materialization ledger, default %}${body}{% endmaterialization %}`,
  };
  await expect(build(files)).rejects.toMatchObject({
    diagnostic: { code: "PTX3215", message: expect.stringContaining(message) },
  });
});

test("what was there before counts no more once a statement was sent", async () => {
  const { built } = await build({
    "models/bookings.sql": "{{ config(materialized='ledger') }}select 1 as amount",
    "macros/ledger.sql": `{% materialization ledger, default %}
        {% do run_query('drop table ' ~ this) %}
        {% call statement('main') %}select '{{ load_cached_relation(this) is none }}'{% endcall %}
        {{ return({'relations': []}) }}
      {% endmaterialization %}`,
  });
  expect(built?.statement).toBe("select 'True'");
});

const block = (name: string, header: string) =>
  `{% materialization ${name}, ${header} %}{% call statement('main') %}own {{ this }}{% endcall %}{{ return({'relations': []}) }}{% endmaterialization %}`;

test.each([
  // dbt has a table of its own for DuckDB, which wins over a default one.
  { materialized: "table", header: "default", own: false },
  { materialized: "table", header: "adapter='duckdb'", own: true },
  { materialized: "view", header: "default", own: true },
  { materialized: "view", header: "adapter='snowflake'", own: false },
])("$header may replace a $materialized on DuckDB: $own", async ({ materialized, header, own }) => {
  const { built } = await build({
    "models/bookings.sql": `{{ config(materialized='${materialized}') }}select 1 as amount`,
    "macros/own.sql": block(materialized, header),
  });
  expect(built?.statement).toBe(own ? 'own "db"."main"."bookings"' : undefined);
});

/** A warehouse that holds the table `bookings` with the column `id`. */
const there = (sql: string) =>
  sql.includes("information_schema")
    ? {
        columns: ["catalog", "schema", "name", "type"].map((name) => ({ name, type: "VARCHAR" })),
        rows: [["db", "main", "bookings", "BASE TABLE"]],
      }
    : { columns: [{ name: "id", type: "INTEGER" }], rows: [] };

test.each([
  {
    // A strategy of the project's own.
    config: "materialized='incremental', incremental_strategy='newest', unique_key='id'",
    macro: `{% macro get_incremental_newest_sql(args) %}
      keep the newest of {{ args['temp_relation'].identifier[:18] }} by {{ args['unique_key'] }}{% endmacro %}`,
    main: "keep the newest of bookings__dbt_tmp2 by id",
  },
  {
    config: "materialized='incremental', unique_key='id'",
    macro: `{% macro duckdb__get_delete_insert_merge_sql(target, source, unique_key, dest_columns, predicates) %}
      bring {{ dest_columns | map(attribute='name') | join(' and ') }} into {{ target }}{% endmacro %}`,
    main: 'bring id into "db"."main"."bookings"',
  },
  {
    config: "materialized='view'",
    macro:
      "{% macro create_view_as(relation, sql) %}view {{ relation.identifier }} of {{ sql }}{% endmacro %}",
    main: "view bookings__dbt_tmp of select 1 as id",
  },
  { config: "materialized='table'", macro: "", main: undefined },
])("a replaced macro is called where dbt calls it: $config", async ({ config, macro, main }) => {
  const { compiler } = smallProject({
    "models/bookings.sql": `{{ config(${config}) }}select 1 as id`,
    "macros/own.sql": macro,
  });
  const { session } = scriptedSession(there);
  const compiled = await compiler.compile(asNodeId("model.shop.bookings"), session);
  const built = await compiler.materialize(compiled, session);
  expect(built && folded(built.statement)).toBe(main);
});
