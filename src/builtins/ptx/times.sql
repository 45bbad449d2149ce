{# Instants of the data-quality tests. #}

{# `at` as an expression: none is now, a text such as 2026-01-01 or 2026-01-01 12:00:00 that instant, all else SQL. #}
{% macro instant(at=none) -%}
  {%- set text = at | string | trim -%}
  {%- if at is none -%}
    {{ dbt.current_timestamp() }}
  {%- elif modules.re.match('^\d{4}-\d\d-\d\d([ T][0-9:.]+)?$', text) -%}
    cast('{{ text }}' as {{ dbt.type_timestamp() }})
  {%- else -%}
    {{ text }}
  {%- endif -%}
{%- endmacro %}

{% macro days_before(at, days) -%}
  cast({{ dbt.dateadd('day', -1 * days, 'cast(' ~ ptx.instant(at) ~ ' as date)') }} as date)
{%- endmacro %}

{# Whether a day lies in none of the incidents: pairs of first and last day, and rows of a relation with them. #}
{% macro outside_incidents(day, exclude=[], incidents=none) -%}
  1 = 1
  {%- for first, last in exclude %}
  and not ({{ day }} between cast('{{ first }}' as date) and cast('{{ last }}' as date))
  {%- endfor %}
  {%- if incidents is not none %}
  and not exists (
    select 1 from {{ incidents }} as incidents
    where {{ day }} between cast(incidents.first_day as date) and cast(incidents.last_day as date)
  )
  {%- endif %}
{%- endmacro %}
