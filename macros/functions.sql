{#- What a model needs and the warehouse has not without being told: made before it, as its pre-hook. -#}
{% macro create_functions() -%}
  {{ return(adapter.dispatch('create_functions')()) }}
{%- endmacro %}

{% macro default__create_functions() -%}
{%- endmacro %}

{#- `levenshtein`, which `edit_distance` calls. A trusted extension: who may create in the database may create it. -#}
{% macro postgres__create_functions() -%}
create extension if not exists fuzzystrmatch
{%- endmacro %}

{#- Redshift speaks Postgres' dialect, but has no extensions. -#}
{% macro redshift__create_functions() -%}
{%- endmacro %}

{#-
  Before a model whose expressions are long and rows few, as its pre-hook: Postgres would spend more time on
  compiling them to machine code than on computing them.
-#}
{% macro without_compiling() -%}
  {{ return(adapter.dispatch('without_compiling', 'personalization')()) }}
{%- endmacro %}

{% macro default__without_compiling() -%}
{%- endmacro %}

{% macro postgres__without_compiling() -%}
set local jit = off
{%- endmacro %}

{% macro redshift__without_compiling() -%}
{%- endmacro %}
