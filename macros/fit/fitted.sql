{#-
  Reading what a `fit` model has learned. Scores are plain SQL with the numbers in it, so the model
  must have been built; while nothing runs there are no rows, and scores are null.
-#}

{#- The rows of the current version, of the given parts, in their order. -#}
{% macro fitted_rows(model, parts) -%}
  {%- if not execute -%}
    {{ return([]) }}
  {%- endif -%}
  {%- set query -%}
    select part, name, level, tree, node, yes_node, no_node, missing_node, bound, value
    from {{ model }}
    where is_current and part in ('{{ parts | join("', '") }}')
    order by position
  {%- endset -%}
  {{ return(run_query(query).rows) }}
{%- endmacro %}

{#- A number to its last bit, as every warehouse reads floating point. -#}
{% macro float_literal(number) -%}
  {%- set text = '%.16e' | format(number | float) -%}
  {{ return('(' ~ text ~ ')' if number < 0 else text) }}
{%- endmacro %}

{#- The parameters of a bg_nbd or gamma_gamma model by name, as literals. -#}
{% macro fitted_parameters(model) -%}
  {%- set parameters = {} -%}
  {%- for row in personalization.fitted_rows(model, ['parameter']) -%}
    {%- do parameters.update({row['name']: personalization.float_literal(row['value'])}) -%}
  {%- endfor -%}
  {{ return(parameters) }}
{%- endmacro %}

{#- Whether a column has a level; truth values are 'true' and 'false'. -#}
{% macro has_level(column, level) -%}
  cast({{ adapter.quote(column) }} as {{ dbt.type_string() }}) = '{{ level | replace("'", "''") }}'
{%- endmacro %}

{#- The version that scores come from, as a text. -#}
{% macro fitted_version(model) -%}
  {%- if not execute -%}
    {{ return('cast(null as ' ~ dbt.type_string() ~ ')') }}
  {%- endif -%}
  {%- set rows = run_query('select max(model_version) from ' ~ model ~ ' where is_current').rows -%}
  {{ return("'" ~ rows[0][0] ~ "'") }}
{%- endmacro %}
