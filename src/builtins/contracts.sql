{# Comparing the columns of a query with those that a property file promises. #}

{% macro format_columns(columns) %}
  {%- set formatted = [] -%}
  {%- for column in columns -%}
    {%- do formatted.append(adapter.dispatch('format_column', 'dbt')(column)) -%}
  {%- endfor -%}
  {% do return(formatted) %}
{% endmacro %}
{% macro default__format_column(column) %}
  {% do return({'name': column.name, 'data_type': column.dtype, 'formatted': column.name | lower ~ ' ' ~ column.dtype}) %}
{% endmacro %}

{% macro get_assert_columns_equivalent(sql) %}
  {% do return(adapter.dispatch('get_assert_columns_equivalent', 'dbt')(sql)) %}
{% endmacro %}
{% macro default__get_assert_columns_equivalent(sql) %}
  {% do return(assert_columns_equivalent(sql)) %}
{% endmacro %}

{% macro assert_columns_equivalent(sql) %}
  {%- set promised = model['columns'] -%}
  {%- if not promised -%}{% do exceptions.raise_contract_error([], []) %}{%- endif -%}
  {%- set found = format_columns(get_column_schema_from_query(sql, config.get('sql_header', none))) -%}
  {%- set wanted = format_columns(get_column_schema_from_query(get_empty_schema_sql(promised))) -%}
  {%- set texts = wanted | map(attribute='formatted') | list -%}
  {%- set differing = found | rejectattr('formatted', 'in', texts) | list -%}
  {%- if found | length != wanted | length or differing | length > 0 -%}
    {%- do exceptions.raise_contract_error(wanted, found) -%}
  {%- endif -%}
{% endmacro %}
