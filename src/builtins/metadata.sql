{# What is there: schemas, relations, freshness. #}

{% macro information_schema_name(database) %}
  {% do return(adapter.dispatch('information_schema_name', 'dbt')(database)) %}
{% endmacro %}
{% macro default__information_schema_name(database) -%}
  {{ database ~ '.INFORMATION_SCHEMA' if database else 'INFORMATION_SCHEMA' }}
{%- endmacro %}
{% macro postgres__information_schema_name(database) -%}
  information_schema
{%- endmacro %}

{% macro list_schemas(database) -%}
  {% do return(adapter.dispatch('list_schemas', 'dbt')(database)) %}
{%- endmacro %}
{% macro default__list_schemas(database) -%}
  {% set sql %}
    select distinct schema_name
    from {{ information_schema_name(database) }}.SCHEMATA
    {% if database %}where lower(catalog_name) = lower('{{ database }}'){% endif %}
  {% endset %}
  {% do return(run_query(sql)) %}
{%- endmacro %}
{% macro postgres__list_schemas(database) -%}
  {% do return(run_query('select distinct nspname from pg_namespace')) %}
{%- endmacro %}
{% macro duckdb__list_schemas(database) -%}
  {% set sql %}
    select schema_name
    from system.information_schema.schemata
    {% if database is not none %}where lower(catalog_name) = '{{ database | lower }}'{% endif %}
  {% endset %}
  {% do return(run_query(sql)) %}
{%- endmacro %}

{% macro check_schema_exists(information_schema, schema) -%}
  {% do return(adapter.dispatch('check_schema_exists', 'dbt')(information_schema, schema)) %}
{%- endmacro %}
{% macro default__check_schema_exists(information_schema, schema) -%}
  {% set sql -%}
    select count(*)
    from {{ information_schema_name(information_schema.database) }}.SCHEMATA
    where lower(catalog_name) = lower('{{ information_schema.database }}')
      and lower(schema_name) = lower('{{ schema }}')
  {%- endset %}
  {% do return(run_query(sql)) %}
{%- endmacro %}
{% macro postgres__check_schema_exists(information_schema, schema) -%}
  {% do return(run_query("select count(*) from pg_namespace where nspname = '" ~ schema ~ "'")) %}
{%- endmacro %}
{% macro duckdb__check_schema_exists(information_schema, schema) -%}
  {% set sql -%}
    select count(*)
    from system.information_schema.schemata
    where lower(schema_name) = '{{ schema | lower }}'
      and lower(catalog_name) = '{{ information_schema.database | lower }}'
  {%- endset %}
  {% do return(run_query(sql)) %}
{%- endmacro %}

{# A table with the columns database, name, schema, type: one row a relation. #}
{% macro list_relations_without_caching(schema_relation) %}
  {% do return(adapter.dispatch('list_relations_without_caching', 'dbt')(schema_relation)) %}
{% endmacro %}
{% macro default__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      '{{ schema_relation.database }}' as database,
      table_name as name,
      table_schema as schema,
      case table_type when 'VIEW' then 'view' else 'table' end as type
    from {{ information_schema_name(schema_relation.database) }}.TABLES
    where lower(table_schema) = lower('{{ schema_relation.schema }}')
  {%- endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}
{% macro postgres__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      '{{ schema_relation.database }}' as database,
      c.relname as name,
      n.nspname as schema,
      case c.relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end as type
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname ilike '{{ schema_relation.schema }}'
      and c.relkind in ('r', 'p', 'v', 'm')
  {%- endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}
{% macro duckdb__list_relations_without_caching(schema_relation) %}
  {% call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      '{{ schema_relation.database }}' as database,
      table_name as name,
      table_schema as schema,
      case table_type
        when 'BASE TABLE' then 'table'
        when 'VIEW' then 'view'
        when 'LOCAL TEMPORARY' then 'table'
      end as type
    from system.information_schema.tables
    where lower(table_schema) = '{{ schema_relation.schema | lower }}'
      and lower(table_catalog) = '{{ schema_relation.database | lower }}'
  {%- endcall %}
  {% do return(load_result('list_relations_without_caching').table) %}
{% endmacro %}

{% macro get_catalog(information_schema, schemas) -%}
  {% do return(adapter.dispatch('get_catalog', 'dbt')(information_schema, schemas)) %}
{%- endmacro %}
{% macro default__get_catalog(information_schema, schemas) -%}
  {% set sql %}
    select
      t.table_catalog as table_database,
      t.table_schema,
      t.table_name,
      t.table_type,
      cast(null as {{ type_string() }}) as table_comment,
      c.column_name,
      c.ordinal_position as column_index,
      c.data_type as column_type,
      cast(null as {{ type_string() }}) as column_comment,
      cast(null as {{ type_string() }}) as table_owner
    from {{ information_schema_name(information_schema.database) }}.TABLES as t
    join {{ information_schema_name(information_schema.database) }}.COLUMNS as c
      on t.table_catalog = c.table_catalog
      and t.table_schema = c.table_schema
      and t.table_name = c.table_name
    where lower(t.table_schema) in (
      {%- for schema in schemas -%}lower('{{ schema }}'){{ ', ' if not loop.last }}{%- endfor -%}
    )
    order by t.table_schema, t.table_name, c.ordinal_position
  {% endset %}
  {% do return(run_query(sql)) %}
{%- endmacro %}

{% macro get_catalog_relations(information_schema, relations) -%}
  {% do return(adapter.dispatch('get_catalog_relations', 'dbt')(information_schema, relations)) %}
{%- endmacro %}
{% macro default__get_catalog_relations(information_schema, relations) -%}
  {% do return(get_catalog(information_schema, relations | map(attribute='schema') | unique | list)) %}
{%- endmacro %}

{% macro get_relation_last_modified(information_schema, relations) %}
  {% do return(adapter.dispatch('get_relation_last_modified', 'dbt')(information_schema, relations)) %}
{% endmacro %}
{% macro default__get_relation_last_modified(information_schema, relations) %}
  {% do exceptions.raise_not_implemented('get_relation_last_modified is not implemented for ' ~ adapter.type()) %}
{% endmacro %}
{% macro snowflake__get_relation_last_modified(information_schema, relations) %}
  {% call statement('last_modified', fetch_result=True) -%}
    select
      table_schema as schema,
      table_name as identifier,
      last_altered as last_modified,
      {{ current_timestamp() }} as snapshotted_at
    from {{ information_schema_name(information_schema.database) }}.tables
    where (
      {%- for relation in relations -%}
        (upper(table_schema) = upper('{{ relation.schema }}') and upper(table_name) = upper('{{ relation.identifier }}')){{ ' or ' if not loop.last }}
      {%- endfor -%}
    )
  {%- endcall %}
  {% do return(load_result('last_modified')) %}
{% endmacro %}

{% macro collect_freshness(source, loaded_at_field, filter) %}
  {% do return(adapter.dispatch('collect_freshness', 'dbt')(source, loaded_at_field, filter)) %}
{% endmacro %}
{% macro default__collect_freshness(source, loaded_at_field, filter) %}
  {% call statement('collect_freshness', fetch_result=True, auto_begin=False) -%}
    select
      max({{ loaded_at_field }}) as max_loaded_at,
      {{ current_timestamp() }} as snapshotted_at
    from {{ source }}
    {% if filter %}
    where {{ filter }}
    {% endif %}
  {%- endcall %}
  {% do return(load_result('collect_freshness')) %}
{% endmacro %}

{% macro collect_freshness_custom_sql(source, loaded_at_query) %}
  {% do return(adapter.dispatch('collect_freshness_custom_sql', 'dbt')(source, loaded_at_query)) %}
{% endmacro %}
{% macro default__collect_freshness_custom_sql(source, loaded_at_query) %}
  {% call statement('collect_freshness_custom_sql', fetch_result=True, auto_begin=False) -%}
    with source_query as (
      {{ loaded_at_query }}
    )
    select
      (select * from source_query) as max_loaded_at,
      {{ current_timestamp() }} as snapshotted_at
  {%- endcall %}
  {% do return(load_result('collect_freshness_custom_sql')) %}
{% endmacro %}

{% macro get_show_sql(compiled_code, sql_header, limit) -%}
  {{ sql_header if sql_header is not none }}
  {{ get_limit_subquery_sql(compiled_code, limit) }}
{%- endmacro %}
{%- macro get_limit_subquery_sql(sql, limit) -%}
  {{ adapter.dispatch('get_limit_sql', 'dbt')(sql, limit) }}
{%- endmacro -%}
{% macro default__get_limit_sql(sql, limit) %}
  {{ sql }}
  {{ 'limit ' ~ limit if limit is not none }}
{% endmacro %}
