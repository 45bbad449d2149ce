/** Materializations of projects are written with the macros that dbt's own are made of. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const project = new TemporaryProject();

beforeAll(() => {
  project.write({
    "project.yml": "name: shop\n",
    "macros/kept.sql": `
{% materialization kept, default %}
  {% set existing = load_cached_relation(this) %}
  {% set target = this.incorporate(type='table') %}
  {{ run_hooks(pre_hooks) }}
  {% if existing is none %}
    {% call statement('main') %}{{ get_create_table_as_sql(False, target, sql) }}{% endcall %}
  {% else %}
    {% set staged = make_temp_relation(target) %}
    {% do run_query(create_table_as(True, staged, sql)) %}
    {% set mode = incremental_validate_on_schema_change(config.get('on_schema_change'), default='ignore') %}
    {% set changes = check_for_schema_changes(staged, existing) %}
    {% do sync_column_schemas(mode, existing, changes) if changes['schema_changed'] %}
    {% call statement('main') %}
      {{ get_insert_into_sql(target, staged, adapter.get_columns_in_relation(existing)) if false }}
      insert into {{ target }} by name select * from {{ staged }}
    {% endcall %}
    {{ drop_relation_if_exists(staged) }}
  {% endif %}
  {% do apply_grants(target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=False)) %}
  {% do persist_docs(target, model) %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro texts() %}
  {% set t = api.Relation.create(schema='s', identifier='t', type='table') %}
  {{ print(drop_table(t)) }}
  {{ print(drop_view(t)) }}
  {{ print(get_rename_sql(t, 'u')) }}
  {{ print(get_rename_sql(t.incorporate(type='view'), 'u')) }}
  {{ print(get_replace_sql(t, t, 'select 1 as x').split() | join(' ')) }}
  {{ print(dbt.default__get_dcl_statement_list(t, {'select': ['a', 'b'], 'insert': []}, get_grant_sql)) }}
{% endmacro %}
`,
    "models/m.sql":
      "{{ config(materialized='kept', on_schema_change='sync_all_columns', grants={'select': ['all']}) }}select 1 as id\n",
  });
});
afterAll(() => project.remove());

test("columns come and go, and what was there stays", async () => {
  expect((await project.ptx("run")).out).toContain("Completed successfully");
  const more =
    "{{ config(materialized='kept', on_schema_change='append_new_columns') }}select 2 as id, 'b' as name\n";
  project.write({ "models/m.sql": more });
  const again = await project.ptx("run");
  expect(again.out + again.err).toContain("Completed successfully");
  const shown = await project.ptx(
    "show",
    "--inline",
    "select * from {{ ref('m') }} order by 1",
    "--output",
    "csv",
  );
  expect(shown.out).toBe("id,name\n1,\n2,b\n");
});

test("macros that give statements as texts", async () => {
  const { out } = await project.ptx("run-operation", "texts");
  expect(out.trim().split("\n")).toEqual([
    'drop table if exists "s"."t" cascade',
    'drop view if exists "s"."t" cascade',
    'alter table "s"."t" rename to "u"',
    'alter view "s"."t" rename to "u"',
    expect.stringMatching(
      /^drop table .*; create table .*"t__dbt_tmp".*; alter table "s"."t" rename to "t__dbt_backup"; .*; drop table .*"t__dbt_backup" cascade$/,
    ),
    `['grant select on "s"."t" to a, b']`,
  ]);
});
