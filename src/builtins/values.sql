{# Aggregates, arrays and set operators, the same call on every warehouse. #}

{% macro any_value(expression) -%}
  {% do return(adapter.dispatch('any_value', 'dbt')(expression)) %}
{%- endmacro %}
{% macro default__any_value(expression) -%}
  any_value({{ expression }})
{%- endmacro %}
{% macro duckdb__any_value(expression) -%}
  arbitrary({{ expression }})
{%- endmacro %}
{% macro postgres__any_value(expression) -%}
  min({{ expression }})
{%- endmacro %}
{% macro redshift__any_value(expression) -%}
  any_value({{ expression }})
{%- endmacro %}

{% macro bool_or(expression) -%}
  {% do return(adapter.dispatch('bool_or', 'dbt')(expression)) %}
{%- endmacro %}
{% macro default__bool_or(expression) -%}
  bool_or({{ expression }})
{%- endmacro %}
{% macro snowflake__bool_or(expression) -%}
  boolor_agg({{ expression }})
{%- endmacro %}
{% macro bigquery__bool_or(expression) -%}
  logical_or({{ expression }})
{%- endmacro %}

{% macro equals(expr1, expr2) %}
  {% do return(adapter.dispatch('equals', 'dbt')(expr1, expr2)) %}
{%- endmacro %}
{% macro default__equals(expr1, expr2) -%}
  {%- if adapter.behavior.enable_truthy_nulls_equals_macro.no_warn -%}
  case when (({{ expr1 }} = {{ expr2 }}) or ({{ expr1 }} is null and {{ expr2 }} is null))
      then 0
      else 1
  end = 0
  {%- else -%}
  ({{ expr1 }} = {{ expr2 }})
  {%- endif -%}
{%- endmacro %}

{% macro array_construct(inputs=[], data_type=api.Column.translate_type('integer')) -%}
  {% do return(adapter.dispatch('array_construct', 'dbt')(inputs, data_type)) %}
{%- endmacro %}
{% macro default__array_construct(inputs, data_type) -%}
  {%- if inputs -%}
    array[ {{ inputs | join(' , ') }} ]
  {%- else -%}
    array[]::{{ data_type }}[]
  {%- endif -%}
{%- endmacro %}
{% macro redshift__array_construct(inputs, data_type) -%}
  array( {{ inputs | join(' , ') }} )
{%- endmacro %}
{% macro snowflake__array_construct(inputs, data_type) -%}
  array_construct( {{ inputs | join(' , ') }} )
{%- endmacro %}
{% macro bigquery__array_construct(inputs, data_type) -%}
  {%- if inputs -%}
    [ {{ inputs | join(' , ') }} ]
  {%- else -%}
    array<{{ data_type }}>[]
  {%- endif -%}
{%- endmacro %}

{% macro array_append(array, new_element) -%}
  {% do return(adapter.dispatch('array_append', 'dbt')(array, new_element)) %}
{%- endmacro %}
{% macro default__array_append(array, new_element) -%}
  array_append({{ array }}, {{ new_element }})
{%- endmacro %}
{% macro redshift__array_append(array, new_element) -%}
  {{ dbt.array_concat(array, dbt.array_construct([new_element])) }}
{%- endmacro %}
{% macro bigquery__array_append(array, new_element) -%}
  {{ dbt.array_concat(array, dbt.array_construct([new_element])) }}
{%- endmacro %}

{% macro array_concat(array_1, array_2) -%}
  {% do return(adapter.dispatch('array_concat', 'dbt')(array_1, array_2)) %}
{%- endmacro %}
{% macro default__array_concat(array_1, array_2) -%}
  array_cat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}
{% macro redshift__array_concat(array_1, array_2) -%}
  array_concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}
{% macro bigquery__array_concat(array_1, array_2) -%}
  array_concat({{ array_1 }}, {{ array_2 }})
{%- endmacro %}

{% macro except() %}
  {% do return(adapter.dispatch('except', 'dbt')()) %}
{% endmacro %}
{% macro default__except() %}
  except
{% endmacro %}
{% macro bigquery__except() %}
  except distinct
{% endmacro %}

{% macro intersect() %}
  {% do return(adapter.dispatch('intersect', 'dbt')()) %}
{% endmacro %}
{% macro default__intersect() %}
  intersect
{% endmacro %}
{% macro bigquery__intersect() %}
  intersect distinct
{% endmacro %}
