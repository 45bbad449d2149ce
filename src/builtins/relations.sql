{# Creating, renaming and dropping relations from inside a template. #}

{% macro create_schema(relation) -%}
  {{ adapter.dispatch('create_schema', 'dbt')(relation) }}
{%- endmacro %}
{% macro default__create_schema(relation) -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}
{# These two see one database, and take no name of it here. #}
{% macro postgres__create_schema(relation) -%}
  {{ dbt.default__create_schema(relation.include(database=false)) }}
{%- endmacro %}
{% macro redshift__create_schema(relation) -%}
  {{ dbt.postgres__create_schema(relation) }}
{%- endmacro %}

{% macro drop_schema(relation) -%}
  {{ adapter.dispatch('drop_schema', 'dbt')(relation) }}
{%- endmacro %}
{% macro default__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }} cascade
  {%- endcall -%}
{%- endmacro %}
{% macro postgres__drop_schema(relation) -%}
  {{ dbt.default__drop_schema(relation.include(database=false)) }}
{%- endmacro %}
{% macro redshift__drop_schema(relation) -%}
  {{ dbt.postgres__drop_schema(relation) }}
{%- endmacro %}

{% macro drop_schema_named(schema_name) %}
  {% do return(adapter.dispatch('drop_schema_named', 'dbt')(schema_name)) %}
{% endmacro %}
{% macro default__drop_schema_named(schema_name) %}
  {% do adapter.drop_schema(api.Relation.create(database=target.database, schema=schema_name)) %}
{% endmacro %}

{% macro create_table_as(temporary, relation, compiled_code, language='sql') -%}
  {{ adapter.dispatch('create_table_as', 'dbt')(temporary, relation, compiled_code) }}
{%- endmacro %}
{% macro default__create_table_as(temporary, relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create {{ 'temporary' if temporary }} table
    {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  as (
    {{ sql }}
  );
{%- endmacro %}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create {{ 'temporary' if temporary else ('unlogged' if config.get('unlogged')) }} table
    {{ relation.include(database=(not temporary), schema=(not temporary)) }}
  as (
    {{ sql }}
  );
{%- endmacro %}
{% macro redshift__create_table_as(temporary, relation, sql) -%}
  {{ dbt.default__create_table_as(temporary, relation, sql) }}
{%- endmacro %}
{% macro bigquery__create_table_as(temporary, relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace table {{ relation }}
  as (
    {{ sql }}
  );
{%- endmacro %}
{% macro snowflake__create_table_as(temporary, relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace {{ 'temporary' if temporary else 'transient' }} table {{ relation }}
  as (
    {{ sql }}
  );
{%- endmacro %}

{% macro create_view_as(relation, sql) -%}
  {{ adapter.dispatch('create_view_as', 'dbt')(relation, sql) }}
{%- endmacro %}
{% macro default__create_view_as(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}
{% macro snowflake__create_view_as(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}
{% macro bigquery__create_view_as(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace view {{ relation }} as {{ sql }};
{%- endmacro %}

{%- macro get_create_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_sql', 'dbt')(relation, sql) }}
{%- endmacro -%}
{% macro default__get_create_sql(relation, sql) -%}
  {{ get_create_view_as_sql(relation, sql) if relation.is_view else get_create_table_as_sql(False, relation, sql) }}
{%- endmacro %}

{% macro get_create_table_as_sql(temporary, relation, sql) -%}
  {{ adapter.dispatch('get_create_table_as_sql', 'dbt')(temporary, relation, sql) }}
{%- endmacro %}
{% macro default__get_create_table_as_sql(temporary, relation, sql) -%}
  {{ create_table_as(temporary, relation, sql) }}
{%- endmacro %}

{% macro get_create_view_as_sql(relation, sql) -%}
  {{ adapter.dispatch('get_create_view_as_sql', 'dbt')(relation, sql) }}
{%- endmacro %}
{% macro default__get_create_view_as_sql(relation, sql) -%}
  {{ create_view_as(relation, sql) }}
{%- endmacro %}

{%- macro get_drop_sql(relation) -%}
  {{ adapter.dispatch('get_drop_sql', 'dbt')(relation) }}
{%- endmacro -%}
{%- macro default__get_drop_sql(relation) -%}
  drop {{ (relation.type or 'table') | replace('_', ' ') }} if exists {{ relation.render() }} cascade
{%- endmacro -%}
{%- macro snowflake__get_drop_sql(relation) -%}
  drop {{ (relation.type or 'table') | replace('_', ' ') }} if exists {{ relation.render() }}
{%- endmacro -%}
{%- macro bigquery__get_drop_sql(relation) -%}
  drop {{ (relation.type or 'table') | replace('_', ' ') }} if exists {{ relation.render() }}
{%- endmacro -%}

{% macro drop_relation(relation) -%}
  {% do return(adapter.dispatch('drop_relation', 'dbt')(relation)) %}
{%- endmacro %}
{% macro default__drop_relation(relation) -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    {{ get_drop_sql(relation) }}
  {%- endcall %}
{%- endmacro %}

{% macro drop_relation_if_exists(relation) %}
  {% if relation is not none %}
    {% do adapter.drop_relation(relation) %}
  {% endif %}
{% endmacro %}

{% macro rename_relation(from_relation, to_relation) -%}
  {% do return(adapter.dispatch('rename_relation', 'dbt')(from_relation, to_relation)) %}
{%- endmacro %}
{% macro default__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    alter {{ (from_relation.type or to_relation.type or 'table') | replace('_', ' ') }} {{ from_relation }} rename to {{ adapter.quote_as_configured(to_relation.identifier, 'identifier') }}
  {%- endcall %}
{%- endmacro %}
{% macro snowflake__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    alter table {{ from_relation }} rename to {{ to_relation }}
  {%- endcall %}
{%- endmacro %}

{% macro truncate_relation(relation) -%}
  {% do return(adapter.dispatch('truncate_relation', 'dbt')(relation)) %}
{%- endmacro %}
{% macro default__truncate_relation(relation) -%}
  {% call statement('truncate_relation') -%}
    truncate table {{ relation.render() }}
  {%- endcall %}
{%- endmacro %}

{% macro make_temp_relation(base_relation, suffix='__dbt_tmp') %}
  {% if suffix == '__dbt_tmp' and model.batch %}
    {% set suffix = suffix ~ '_' ~ model.batch.id %}
  {% endif %}
  {% do return(adapter.dispatch('make_temp_relation', 'dbt')(base_relation, suffix)) %}
{% endmacro %}
{% macro default__make_temp_relation(base_relation, suffix) %}
  {% do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix})) %}
{% endmacro %}
{# Temporary tables of these two live outside of every schema. #}
{% macro duckdb__make_temp_relation(base_relation, suffix) %}
  {% set name = base_relation.identifier ~ suffix ~ py_current_timestring() %}
  {% do return(base_relation.incorporate(path={'identifier': name, 'schema': none, 'database': none})) %}
{% endmacro %}
{% macro postgres__make_temp_relation(base_relation, suffix) %}
  {% set named = postgres__make_relation_with_suffix(base_relation, suffix, true) %}
  {% do return(named.incorporate(path={'schema': none, 'database': none})) %}
{% endmacro %}

{# The name is cut in front of the suffix, where it would get longer than the warehouse allows. #}
{% macro postgres__make_relation_with_suffix(base_relation, suffix, dstring) %}
  {% set end = suffix ~ (py_current_timestring() if dstring else '') %}
  {% set longest = base_relation.relation_max_name_length() - (end | length) %}
  {% if longest < 0 %}
    {% do exceptions.raise_compiler_error("The suffix '" ~ end ~ "' is longer than a name may be") %}
  {% endif %}
  {% do return(base_relation.incorporate(path={'identifier': base_relation.identifier[:longest] ~ end})) %}
{% endmacro %}

{% macro make_intermediate_relation(base_relation, suffix='__dbt_tmp') %}
  {% do return(adapter.dispatch('make_intermediate_relation', 'dbt')(base_relation, suffix)) %}
{% endmacro %}
{% macro default__make_intermediate_relation(base_relation, suffix) %}
  {% do return(dbt.default__make_temp_relation(base_relation, suffix)) %}
{% endmacro %}
{% macro postgres__make_intermediate_relation(base_relation, suffix) %}
  {% do return(postgres__make_relation_with_suffix(base_relation, suffix, false)) %}
{% endmacro %}

{% macro make_backup_relation(base_relation, backup_relation_type, suffix='__dbt_backup') %}
  {% do return(adapter.dispatch('make_backup_relation', 'dbt')(base_relation, backup_relation_type, suffix)) %}
{% endmacro %}
{% macro default__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {% do return(base_relation.incorporate(path={'identifier': base_relation.identifier ~ suffix}, type=backup_relation_type)) %}
{% endmacro %}
{% macro postgres__make_backup_relation(base_relation, backup_relation_type, suffix) %}
  {% set named = postgres__make_relation_with_suffix(base_relation, suffix, false) %}
  {% do return(named.incorporate(type=backup_relation_type)) %}
{% endmacro %}

{% macro get_or_create_relation(database, schema, identifier, type) -%}
  {% do return(adapter.dispatch('get_or_create_relation', 'dbt')(database, schema, identifier, type)) %}
{%- endmacro %}
{% macro default__get_or_create_relation(database, schema, identifier, type) %}
  {% set existing = adapter.get_relation(database=database, schema=schema, identifier=identifier) %}
  {% if existing %}
    {% do return([true, existing]) %}
  {% endif %}
  {% do return([false, api.Relation.create(database=database, schema=schema, identifier=identifier, type=type)]) %}
{% endmacro %}

{% macro load_cached_relation(relation) %}
  {% do return(adapter.get_relation(database=relation.database, schema=relation.schema, identifier=relation.identifier)) %}
{% endmacro %}
{% macro load_relation(relation) %}
  {% do return(load_cached_relation(relation)) %}
{% endmacro %}

{% macro get_create_index_sql(relation, index_dict) -%}
  {% do return(adapter.dispatch('get_create_index_sql', 'dbt')(relation, index_dict)) %}
{%- endmacro %}
{% macro default__get_create_index_sql(relation, index_dict) -%}
  {% do return(none) %}
{%- endmacro %}
{% macro duckdb__get_create_index_sql(relation, index_dict) -%}
  create {{ 'unique' if index_dict.get('unique') }} index "{{ local_md5(index_dict['columns'] | join('_') ~ '_' ~ relation.render()) }}"
  on {{ relation }} ({{ index_dict['columns'] | join(', ') }})
{%- endmacro %}
{% macro postgres__get_create_index_sql(relation, index_dict) -%}
  create {{ 'unique' if index_dict.get('unique') }} index if not exists "{{ local_md5(index_dict['columns'] | join('_') ~ '_' ~ relation.render()) }}"
  on {{ relation }} {{ 'using ' ~ index_dict['type'] if index_dict.get('type') }} ({{ index_dict['columns'] | join(', ') }})
{%- endmacro %}

{% macro create_indexes(relation) -%}
  {{ adapter.dispatch('create_indexes', 'dbt')(relation) }}
{%- endmacro %}
{% macro default__create_indexes(relation) -%}
  {%- for index in config.get('indexes', default=[]) -%}
    {%- set sql = get_create_index_sql(relation, index) -%}
    {%- if sql -%}
      {% do run_query(sql) %}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
