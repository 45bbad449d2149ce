{# Questions that templates ask about the run and about their own config. #}

{% macro is_incremental() %}
  {% if not execute or model.config.materialized != 'incremental' or should_full_refresh() %}
    {% do return(false) %}
  {% endif %}
  {% set existing = adapter.get_relation(this.database, this.schema, this.table) %}
  {% do return(existing is not none and existing.type == 'table') %}
{% endmacro %}

{% macro should_full_refresh() %}
  {% set own = config.get('full_refresh') %}
  {% do return(flags.FULL_REFRESH if own is none else own) %}
{% endmacro %}

{% macro should_store_failures() %}
  {% set own = config.get('store_failures') %}
  {% do return(flags.STORE_FAILURES if own is none else own) %}
{% endmacro %}

{% macro set_sql_header(config) -%}
  {{ config.set('sql_header', caller()) }}
{%- endmacro %}

{% macro is_core_v2() -%}
  {% do return((dbt_version.split('.') | first | int) == 2) %}
{%- endmacro %}
