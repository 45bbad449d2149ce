{# Whether a column is spread as before: the population stability index, or the distance of Kolmogorov and Smirnov. #}

{% test distribution_shift(model, column_name, time_column=none, at=none, window_days=7, baseline_days=28, baseline=none, method='psi', kind='number', bins=10, max_shift=none, min_rows=100, exclude=[], incidents=none) %}
  {{ adapter.dispatch('test_distribution_shift', 'ptx')(model, column_name, time_column, at, window_days, baseline_days, baseline, method, kind, bins, max_shift, min_rows, exclude, incidents) }}
{% endtest %}

{% macro default__test_distribution_shift(model, column_name, time_column, at, window_days, baseline_days, baseline, method, kind, bins, max_shift, min_rows, exclude, incidents) %}
{%- if method not in ['psi', 'ks'] or kind not in ['number', 'category'] or (method == 'ks' and kind == 'category') -%}
  {{ exceptions.raise_compiler_error("distribution_shift: method is psi or ks, kind is number or category, and ks takes numbers; found method '" ~ method ~ "' and kind '" ~ kind ~ "'") }}
{%- endif -%}
{%- if time_column is none and baseline is none -%}
  {{ exceptions.raise_compiler_error('distribution_shift: set time_column, or baseline to another relation') }}
{%- endif -%}
{%- set value = 'cast(' ~ column_name ~ ' as ' ~ (dbt.type_float() if kind == 'number' else dbt.type_string()) ~ ')' -%}
{%- set allowed = max_shift if max_shift is not none else (0.25 if method == 'psi' else 0.1) -%}
with observed as (
{% if baseline is none %}
    select
      {{ value }} as x,
      case when cast({{ time_column }} as date) >= {{ ptx.days_before(at, window_days) }} then 1 else 0 end as is_now
    from {{ model }}
    where cast({{ time_column }} as date) >= {{ ptx.days_before(at, window_days + baseline_days) }}
      and cast({{ time_column }} as date) < {{ ptx.days_before(at, 0) }}
      and (cast({{ time_column }} as date) >= {{ ptx.days_before(at, window_days) }}
        or ({{ ptx.outside_incidents('cast(' ~ time_column ~ ' as date)', exclude, incidents) | indent(10) }}))
{% else %}
    select {{ value }} as x, 1 as is_now from {{ model }}
    union all
    select {{ value }}, 0 from {{ baseline }}
{% endif %}
),

totals as (

    select sum(is_now) as rows_now, sum(1 - is_now) as rows_then from observed

),
{% if method == 'ks' %}
counted as (

    select x, sum(is_now) as n_now, sum(1 - is_now) as n_then
    from observed
    where x is not null
    group by x

),

cumulated as (

    select
      x,
      sum(n_now) over (order by x rows between unbounded preceding and current row) * 1.0 / sum(n_now) over () as share_now,
      sum(n_then) over (order by x rows between unbounded preceding and current row) * 1.0 / sum(n_then) over () as share_then
    from counted
    where (select sum(n_now) from counted) > 0 and (select sum(n_then) from counted) > 0

),

measured as (

    select max(abs(share_now - share_then)) as shift from cumulated

),
{%- set largest = "(select min(x) from cumulated inner join measured on abs(share_now - share_then) = shift)" %}
{% else %}
{%- if kind == 'number' %}
{# Bins of about equal shares of the baseline; equal values are in one bin. #}
ranked as (

    select x, n, sum(n) over (order by x rows between unbounded preceding and current row) - n as below, sum(n) over () as total
    from (select x, count(*) as n from observed where is_now = 0 and x is not null group by x) as values_then

),

uppers as (

    select bin, max(x) as upper_bound
    from (select x, floor({{ bins }} * (below + n / 2.0) / total) as bin from ranked) as placed
    group by bin

),

ranges as (

    select
      bin,
      lag(upper_bound) over (order by bin) as lower_bound,
      case when lead(bin) over (order by bin) is not null then upper_bound end as upper_bound
    from uppers

),

placed as (

    select observed.is_now, coalesce(ranges.bin, -1) as bin
    from observed
    left join ranges
      on (ranges.lower_bound is null or observed.x > ranges.lower_bound)
      and (ranges.upper_bound is null or observed.x <= ranges.upper_bound)
      and observed.x is not null

),
{%- else %}
placed as (

    select is_now, coalesce(x, '(missing)') as bin from observed

),
{%- endif %}

shares as (

    select
      placed.bin,
      greatest(sum(placed.is_now) * 1.0 / max(totals.rows_now), 0.0001) as share_now,
      greatest(sum(1 - placed.is_now) * 1.0 / max(totals.rows_then), 0.0001) as share_then
    from placed
    cross join totals
    where totals.rows_now > 0 and totals.rows_then > 0
    group by placed.bin

),

parts as (

    select bin, (share_now - share_then) * ln(share_now / share_then) as part from shares

),

measured as (

    select sum(part) as shift from parts

),
{%- set largest = "(select min(bin) from parts where part = (select max(part) from parts))" %}
{% endif %}
judged as (

    select totals.rows_now, totals.rows_then, measured.shift from totals cross join measured

)

select
  '{{ method }}' as method,
  shift as found_shift,
  {{ allowed }} as max_shift,
  rows_now,
  rows_then,
  {{ largest }} as {{ 'furthest_at' if method == 'ks' else 'largest_bin' }},
  'the distribution has shifted' as finding
from judged
where rows_now >= {{ min_rows }} and rows_then >= {{ min_rows }} and shift > {{ allowed }}
{% endmacro %}
