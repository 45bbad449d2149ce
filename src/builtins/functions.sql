{# Functions in the warehouse: files below `functions/`, with arguments and a result that YAML describes. #}

{% macro materialization_function_default() %}
  {% set existing = load_cached_relation(this) %}
  {{ run_hooks(pre_hooks) }}
  {% set kind = config.get('type') or 'scalar' %}
  {% set build_sql = adapter.dispatch(kind ~ '_function_' ~ model.language, 'dbt')(this) %}
  {{ function_execute_build_sql(build_sql, existing, this) }}
  {{ run_hooks(post_hooks) }}
  {{ return({'relations': []}) }}
{% endmacro %}

{% macro function_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {{ return(adapter.dispatch('function_execute_build_sql', 'dbt')(build_sql, existing_relation, target_relation)) }}
{% endmacro %}

{% macro default__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
  {% call statement('main') %}{{ build_sql }}{% endcall %}
{% endmacro %}

{% macro scalar_function_sql(target_relation) %}
  {{ return(adapter.dispatch('scalar_function_sql', 'dbt')(target_relation)) }}
{% endmacro %}

{% macro default__scalar_function_sql(target_relation) %}
{{ scalar_function_create_replace_signature_sql(target_relation) }}
{{ scalar_function_body_sql() }};
{% endmacro %}

{# DuckDB has macros: arguments without types, and an expression. #}
{% macro duckdb__scalar_function_sql(target_relation) %}
{{ scalar_function_create_replace_signature_sql(target_relation) }}
{{ scalar_function_body_sql() }}
{% endmacro %}

{% macro scalar_function_create_replace_signature_sql(target_relation) %}
  {{ return(adapter.dispatch('scalar_function_create_replace_signature_sql', 'dbt')(target_relation)) }}
{% endmacro %}

{% macro default__scalar_function_create_replace_signature_sql(target_relation) -%}
create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() | trim }})
returns {{ model.returns.data_type }}
{{ scalar_function_volatility_sql() | trim }}
as
{%- endmacro %}

{% macro duckdb__scalar_function_create_replace_signature_sql(target_relation) -%}
create or replace macro {{ target_relation.render() }}({{ formatted_scalar_function_args_sql() | trim }}) as
{%- endmacro %}

{% macro formatted_scalar_function_args_sql() %}
  {{ return(adapter.dispatch('formatted_scalar_function_args_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__formatted_scalar_function_args_sql() %}
  {%- for argument in model.arguments -%}
    {{ argument.name }} {{ argument.data_type }}{{ ', ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{% macro duckdb__formatted_scalar_function_args_sql() %}
  {%- for argument in model.arguments -%}
    {{ argument.name }}
    {%- if argument.default_value is not none and argument.default_value is defined %} := {{ argument.default_value }}{% endif -%}
    {{ ', ' if not loop.last }}
  {%- endfor -%}
{% endmacro %}

{% macro scalar_function_body_sql() %}
  {{ return(adapter.dispatch('scalar_function_body_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__scalar_function_body_sql() -%}
$$
{{ model.compiled_code }}
$$ language sql
{%- endmacro %}

{% macro duckdb__scalar_function_body_sql() -%}
{%- set type = model.returns.data_type -%}
{{ 'cast(' if type }}(
{{ model.compiled_code }}
){{ ' as ' ~ type ~ ')' if type }}
{%- endmacro %}

{% macro scalar_function_volatility_sql() %}
  {{ return(adapter.dispatch('scalar_function_volatility_sql', 'dbt')()) }}
{% endmacro %}

{% macro default__scalar_function_volatility_sql() %}
  {%- set words = {'deterministic': 'immutable', 'stable': 'stable', 'non-deterministic': 'volatile'} -%}
  {%- set volatility = config.get('volatility') -%}
  {%- if volatility in words -%}
    {{ words[volatility] }}
  {%- elif volatility is not none -%}
    {% do unsupported_volatility_warning(volatility) %}
  {%- endif -%}
{% endmacro %}

{% macro unsupported_volatility_warning(volatility) %}
  {{ return(adapter.dispatch('unsupported_volatility_warning', 'dbt')(volatility)) }}
{% endmacro %}

{% macro default__unsupported_volatility_warning(volatility) %}
  {% do exceptions.warn("Function '" ~ model.name ~ "': " ~ adapter.type() ~ " has no volatility '" ~ volatility ~ "', so it is left out") %}
{% endmacro %}
