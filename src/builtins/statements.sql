{# Sending SQL from inside a template. Nothing is sent while `execute` is false. #}

{%- macro statement(name=None, fetch_result=False, auto_begin=True, language='sql') -%}
  {%- if execute -%}
    {%- if language != 'sql' -%}
      {% do exceptions.raise_compiler_error("statement() runs SQL only; it was asked for language '" ~ language ~ "'") %}
    {%- endif -%}
    {%- set compiled_code = caller() -%}
    {%- if name == 'main' -%}
      {% do write(compiled_code) %}
    {%- endif -%}
    {%- set response, table = adapter.execute(compiled_code, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- if name is not none -%}
      {% do store_result(name, response=response, agate_table=table) %}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) -%}
  {%- set sql = caller() -%}
  {%- if name == 'main' -%}
    {% do write(sql) %}
  {%- endif -%}
  {%- if name is not none -%}
    {% do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) %}
  {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {% call statement('run_query_statement', fetch_result=true, auto_begin=false) %}
    {{ sql }}
  {% endcall %}
  {% do return(load_result('run_query_statement').table) %}
{% endmacro %}

{% macro validate_sql(sql) -%}
  {% do return(adapter.dispatch('validate_sql', 'dbt')(sql)) %}
{%- endmacro %}

{% macro default__validate_sql(sql) -%}
  {% call statement('validate_sql') -%}
    explain {{ sql }}
  {%- endcall %}
  {% do return(load_result('validate_sql')) %}
{%- endmacro %}
