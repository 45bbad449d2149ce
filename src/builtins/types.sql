{# Names of types, the same call on every warehouse. #}

{%- macro type_string() -%}
  {% do return(adapter.dispatch('type_string', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_string() %}
  {% do return(api.Column.translate_type('string')) %}
{% endmacro %}

{%- macro type_timestamp() -%}
  {% do return(adapter.dispatch('type_timestamp', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_timestamp() %}
  {% do return(api.Column.translate_type('timestamp')) %}
{% endmacro %}

{%- macro type_float() -%}
  {% do return(adapter.dispatch('type_float', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_float() %}
  {% do return(api.Column.translate_type('float')) %}
{% endmacro %}

{%- macro type_numeric() -%}
  {% do return(adapter.dispatch('type_numeric', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_numeric() %}
  {% do return(api.Column.numeric_type('numeric', 28, 6)) %}
{% endmacro %}

{%- macro type_bigint() -%}
  {% do return(adapter.dispatch('type_bigint', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_bigint() %}
  {% do return(api.Column.translate_type('bigint')) %}
{% endmacro %}

{%- macro type_int() -%}
  {% do return(adapter.dispatch('type_int', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_int() %}
  {% do return(api.Column.translate_type('integer')) %}
{% endmacro %}

{%- macro type_boolean() -%}
  {% do return(adapter.dispatch('type_boolean', 'dbt')()) %}
{%- endmacro -%}
{% macro default__type_boolean() %}
  {% do return(api.Column.translate_type('boolean')) %}
{% endmacro %}

{% macro cast(field, type) %}
  {% do return(adapter.dispatch('cast', 'dbt')(field, type)) %}
{% endmacro %}
{% macro default__cast(field, type) %}
  cast({{ field }} as {{ type }})
{% endmacro %}

{% macro safe_cast(field, type) %}
  {% do return(adapter.dispatch('safe_cast', 'dbt')(field, type)) %}
{% endmacro %}
{# Where no cast answers null instead of failing, the plain one must do. #}
{% macro default__safe_cast(field, type) %}
  cast({{ field }} as {{ type }})
{% endmacro %}
{% macro snowflake__safe_cast(field, type) -%}
  {%- if type | upper in ['GEOMETRY', 'GEOGRAPHY'] -%}
    try_to_{{ type | lower }}({{ field }})
  {%- else -%}
    try_cast({{ field }} as {{ type }})
  {%- endif -%}
{%- endmacro %}
{% macro bigquery__safe_cast(field, type) -%}
  safe_cast({{ field }} as {{ type }})
{%- endmacro %}

{% macro cast_bool_to_text(field) %}
  {% do return(adapter.dispatch('cast_bool_to_text', 'dbt')(field)) %}
{% endmacro %}
{% macro default__cast_bool_to_text(field) %}
  cast({{ field }} as {{ api.Column.translate_type('string') }})
{% endmacro %}
{% macro redshift__cast_bool_to_text(field) -%}
  case
    when {{ field }} is true then 'true'
    when {{ field }} is false then 'false'
  end::text
{%- endmacro %}
