{# How old the newest row is. Rows of the future do not count: one of them would hide all that is missing. #}

{% test freshness(model, time_column, max_age, period='hour', at=none, group_by=none) %}
  {{ adapter.dispatch('test_freshness', 'ptx')(model, time_column, max_age, period, at, group_by) }}
{% endtest %}

{% macro default__test_freshness(model, time_column, max_age, period, at, group_by) %}
{%- set at_instant = ptx.instant(at) -%}
with newest as (

    select
      {% if group_by is not none %}{{ group_by }} as group_value,{% endif %}
      max(case when {{ time_column }} <= {{ at_instant }} then {{ time_column }} end) as newest_at,
      count(*) as row_count
    from {{ model }}
    {% if group_by is not none %}group by {{ group_by }}{% endif %}

)

select
  {% if group_by is not none %}group_value,{% endif %}
  newest_at,
  {{ dbt.dateadd(period, -1 * max_age, at_instant) }} as expected_since,
  row_count,
  case
    when row_count = 0 then 'no rows'
    when newest_at is null then 'no row with a time up to now'
    else 'the newest row is too old'
  end as finding
from newest
where newest_at is null or newest_at < {{ dbt.dateadd(period, -1 * max_age, at_instant) }}
{% endmacro %}
