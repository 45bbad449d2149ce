{# Relations and schemas: a schema is a file, which the adapter attaches and removes. #}

{% macro sqlite__drop_schema(relation) -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier() }}
  {%- endcall -%}
{%- endmacro %}

{% macro sqlite__list_schemas(database) -%}
  {% do return(run_query("select name from pragma_database_list where name <> 'temp'")) %}
{%- endmacro %}

{% macro sqlite__check_schema_exists(information_schema, schema) -%}
  {% do return(run_query("select count(*) from pragma_database_list where lower(name) = lower('" ~ schema ~ "')")) %}
{%- endmacro %}

{% macro sqlite__drop_table(relation) -%}
  drop table if exists {{ relation.render() }}
{%- endmacro %}

{% macro sqlite__drop_view(relation) -%}
  drop view if exists {{ relation.render() }}
{%- endmacro %}

{% macro sqlite__drop_relation(relation) -%}
  {% call statement('drop_relation', auto_begin=False) -%}
    drop {{ relation.type or 'table' }} if exists {{ relation.render() }}
  {%- endcall %}
{%- endmacro %}

{% macro sqlite__truncate_relation(relation) -%}
  {% call statement('truncate_relation') -%}
    delete from {{ relation.render() }}
  {%- endcall %}
{%- endmacro %}

{% macro sqlite__rename_relation(from_relation, to_relation) -%}
  {% call statement('rename_relation') -%}
    alter table {{ from_relation.render() }} rename to {{ adapter.quote(to_relation.identifier) }}
  {%- endcall %}
{%- endmacro %}

{# Tables are made by statements without parentheses around the select. #}
{% macro sqlite__create_table_as(temporary, relation, compiled_code, language='sql') -%}
  create {{ 'temporary ' if temporary }}table {{ relation.include(schema=not temporary) }} as
  {{ compiled_code }}
{%- endmacro %}

{% macro sqlite__create_view_as(relation, sql) -%}
  create view {{ relation }} as
  {{ sql }}
{%- endmacro %}
