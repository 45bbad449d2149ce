{# Rows that a day brings, against the same weekday of the weeks before. #}

{% test volume_anomaly(model, time_column, at=none, days=1, weeks=6, season='weekday', max_drop=0.5, max_rise=none, exclude=[], incidents=none, min_baseline=3, sensitivity=3) %}
  {{ adapter.dispatch('test_volume_anomaly', 'ptx')(model, time_column, at, days, weeks, season, max_drop, max_rise, exclude, incidents, min_baseline, sensitivity) }}
{% endtest %}

{% macro default__test_volume_anomaly(model, time_column, at, days, weeks, season, max_drop, max_rise, exclude, incidents, min_baseline, sensitivity) %}
{%- if season not in ['weekday', 'none'] -%}
  {{ exceptions.raise_compiler_error("volume_anomaly: season is '" ~ season ~ "'; set it to weekday or none") }}
{%- endif -%}
{%- set periods = weeks if season == 'weekday' else weeks * 7 -%}
with daily as (

    select cast({{ time_column }} as date) as seen_on, count(*) as row_count
    from {{ model }}
    where {{ time_column }} is not null
    group by cast({{ time_column }} as date)

),

places as (
{% set places = [] %}
{%- for back in range(1, days + 1) %}
  {%- do places.append((back, back, 0)) %}
  {%- for period in range(1, periods + 1) %}
    {%- set behind = back + 7 * period if season == 'weekday' else days + period %}
    {#- A day that is judged itself is no baseline. #}
    {%- if behind > days %}{% do places.append((back, behind, period)) %}{% endif %}
  {%- endfor %}
{%- endfor %}
{%- for back, behind, period in places %}
    select {{ ptx.days_before(at, back) }} as checked_on, {{ ptx.days_before(at, behind) }} as day_seen, {{ period }} as period
    {%- if not loop.last %} union all{% endif %}
{%- endfor %}

),

counted as (

    select places.checked_on, places.day_seen, places.period, coalesce(daily.row_count, 0) as row_count
    from places
    left join daily on places.day_seen = daily.seen_on
    where places.day_seen >= (select min(seen_on) from daily)
      and (places.period = 0 or ({{ ptx.outside_incidents('places.day_seen', exclude, incidents) | indent(6) }}))

),

{# Of four days and more the highest and the lowest are left out: an incident that nobody noted down. #}
baseline as (

    select
      checked_on,
      count(*) as baseline_days,
      case
        when count(*) >= 4 then (sum(row_count) - min(row_count) - max(row_count)) / (count(*) - 2.0)
        else sum(row_count) / (count(*) * 1.0)
      end as expected_rows
    from counted
    where period > 0
    group by checked_on
    having count(*) >= {{ min_baseline }}

),

bounds as (

    select
      counted.checked_on,
      counted.row_count as found_rows,
      baseline.expected_rows,
      baseline.baseline_days,
      least(baseline.expected_rows * (1 - {{ max_drop }}), baseline.expected_rows - {{ sensitivity }} * sqrt(baseline.expected_rows)) as least_rows,
      {% if max_rise is none -%}
      cast(null as {{ dbt.type_float() }}) as most_rows
      {%- else -%}
      greatest(baseline.expected_rows * (1 + {{ max_rise }}), baseline.expected_rows + {{ sensitivity }} * sqrt(baseline.expected_rows)) as most_rows
      {%- endif %}
    from counted
    inner join baseline on counted.checked_on = baseline.checked_on
    where counted.period = 0

)

select
  checked_on,
  found_rows,
  expected_rows,
  least_rows,
  most_rows,
  baseline_days,
  case when found_rows < least_rows then 'fewer rows than expected' else 'more rows than expected' end as finding
from bounds
where found_rows < least_rows or found_rows > most_rows
{% endmacro %}
