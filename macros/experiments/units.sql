{#-
  One row per experiment and unit: its arm, its segments, and each metric as one number. `relation` may have
  several rows per unit (an order each, say): they become one, since what was drawn by lot is the unit. A
  unit that cannot be counted says why in `excluded_because`.

  Columns: experiment, unit_id, arm, excluded_because, source_rows, entered_at (where set),
  segment_<name>, <metric>_value, <metric>_before.
-#}
{% macro experiment_units(config, relation) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set double = personalization.type_double() -%}
  {%- set text = dbt.type_string() -%}
select
  experiment,
  unit_id,
  case when arms_seen = 1 then arm end as arm,
  case
    when unit_id is null then 'no unit'
    when arms_seen = 0 then 'no arm'
    when arms_seen > 1 then 'several arms'
    when arm not in ({% for arm in settings['arms'] %}{{ personalization.experiment_text(arm) }}{{ ", " if not loop.last }}{% endfor %}) then 'unknown arm'
  end as excluded_because,
  source_rows
  {%- if settings['entered_at'] %},
  entered_at
  {%- endif %}
  {%- for segment in settings['segments'] %},
  coalesce(segment_{{ segment }}, '(none)') as segment_{{ segment }}
  {%- endfor %}
  {%- for metric in settings['metrics'] %},
  {{ personalization.experiment_within(metric['name'] ~ '_value', metric['lowest'], metric['highest']) }} as {{ metric['name'] }}_value
  {%- if metric['before'] %},
  {{ metric['name'] }}_before
  {%- endif %}
  {%- endfor %}
from (
  select
    {% if settings['experiment'] -%}
    coalesce(cast(source.{{ settings['experiment'] }} as {{ text }}), '(none)') as experiment,
    {%- else -%}
    {{ personalization.experiment_text(settings['name']) }} as experiment,
    {%- endif %}
    cast(source.{{ settings['unit'] }} as {{ text }}) as unit_id,
    min(cast(source.{{ settings['arm'] }} as {{ text }})) as arm,
    count(distinct source.{{ settings['arm'] }}) as arms_seen,
    count(*) as source_rows
    {%- if settings['entered_at'] %},
    min(source.{{ settings['entered_at'] }}) as entered_at
    {%- endif %}
    {%- for segment in settings['segments'] %},
    min(cast(source.{{ segment }} as {{ text }})) as segment_{{ segment }}
    {%- endfor %}
    {%- for metric in settings['metrics'] %},
    {{ metric['per_unit'] }}(cast({{ metric['value'] }} as {{ double }})) as {{ metric['name'] }}_value
    {%- if metric['before'] %},
    max(cast({{ metric['before'] }} as {{ double }})) as {{ metric['name'] }}_before
    {%- endif %}
    {%- endfor %}
  from {{ relation }} as source
  group by {{ '1, 2' if settings['experiment'] else 'cast(source.' ~ settings['unit'] ~ ' as ' ~ text ~ ')' }}
) as grouped
{%- endmacro %}

{#- A number drawn to the nearest bound; a missing one stays missing. -#}
{% macro experiment_within(number, lowest, highest) -%}
  {%- if lowest is none and highest is none -%}
    {{ number }}
  {%- else -%}
    case
      {%- if lowest is not none %} when {{ number }} < {{ lowest }} then {{ personalization.float_literal(lowest) }}{% endif %}
      {%- if highest is not none %} when {{ number }} > {{ highest }} then {{ personalization.float_literal(highest) }}{% endif %}
      else {{ number }} end
  {%- endif -%}
{%- endmacro %}

{#-
  What the tests need of each arm: one row per experiment, segment value, arm and metric. The first
  segment is `all`. Sums are taken from the smallest value up: no digits are lost, and what is always the same
  has a variance of 0 and not of a rounding error. Arms without units have their row, too. `units` is what `experiment_units` made.
-#}
{% macro experiment_arms(config, units) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set double = personalization.type_double() -%}
  {%- set drawn_arms = settings['arms'].values() | select('gt', 0) | list | length -%}
with {{ personalization.experiment_plan(settings) }},

{{ personalization.experiment_metric_rows(settings) }},

counted as (

    select * from {{ units }} where excluded_because is null

),

origins as (

    select
      experiment
      {%- for metric in settings['metrics'] %},
      min({{ metric['name'] }}_value) as least_{{ loop.index }}
      {%- if metric['before'] %},
      min({{ metric['name'] }}_before) as before_{{ loop.index }},
      avg({{ metric['name'] }}_before) as mean_{{ loop.index }}
      {%- endif %}
      {%- endfor %}
    from counted
    group by experiment

),

sums as (

    {% for segment in ['all'] + settings['segments'] -%}
    {%- set value = "'all'" if loop.first else 'counted.segment_' ~ segment -%}
    select
      counted.experiment,
      '{{ segment }}' as segment,
      {{ value }} as segment_value,
      counted.arm,
      count(*) as units
      {%- for metric in settings['metrics'] %}
      {%- set y = "(counted." ~ metric['name'] ~ "_value - origins.least_" ~ loop.index ~ ")" %}
      {%- set x = "(coalesce(counted." ~ metric['name'] ~ "_before, origins.mean_" ~ loop.index ~ ") - origins.before_" ~ loop.index ~ ")" %},
      count({{ y }}) as n_{{ loop.index }},
      sum({{ y }}) as y_{{ loop.index }},
      sum({{ y }} * {{ y }}) as yy_{{ loop.index }},
      max(origins.least_{{ loop.index }}) as origin_{{ loop.index }},
      sum(case when counted.{{ metric['name'] }}_value < 0 then 1 else 0 end) as negative_{{ loop.index }},
      sum(case when counted.{{ metric['name'] }}_value not in (0, 1) then 1 else 0 end) as odd_{{ loop.index }}
      {%- if metric['before'] %},
      count({{ y }} * counted.{{ metric['name'] }}_before) as known_{{ loop.index }},
      sum(case when {{ y }} is not null then {{ x }} end) as x_{{ loop.index }},
      sum(case when {{ y }} is not null then {{ x }} * {{ x }} end) as xx_{{ loop.index }},
      sum({{ x }} * {{ y }}) as xy_{{ loop.index }},
      max(origins.before_{{ loop.index }}) as before_{{ loop.index }}
      {%- endif %}
      {%- endfor %}
    from counted
    inner join origins
      on counted.experiment = origins.experiment
    group by counted.experiment, {{ value ~ ', ' if not loop.first }}counted.arm
    {{ "union all" if not loop.last }}
    {% endfor %}

),

moments as (

    {% for metric in settings['metrics'] -%}
    {%- set i = loop.index -%}
    select
      experiment, segment, segment_value, arm, units, '{{ metric['name'] }}' as metric,
      n_{{ i }} as n, y_{{ i }} as y, yy_{{ i }} as yy, origin_{{ i }} as origin,
      negative_{{ i }} as negative_values, odd_{{ i }} as odd_values,
      {% if metric['before'] -%}
      known_{{ i }} as known_before, x_{{ i }} as x, xx_{{ i }} as xx, xy_{{ i }} as xy, before_{{ i }} as origin_before
      {%- else -%}
      0 as known_before, cast(null as {{ double }}) as x, cast(null as {{ double }}) as xx,
      cast(null as {{ double }}) as xy, cast(null as {{ double }}) as origin_before
      {%- endif %}
    from sums
    {{ "union all" if not loop.last }}
    {% endfor %}

),

cells as (

    select
      found.experiment, found.segment, found.segment_value,
      plan.arm, plan.arm_position, plan.is_control, plan.planned_share,
      metrics.metric, metrics.metric_position, metrics.kind, metrics.role, metrics.better, metrics.has_before, metrics.wanted_effect
    from (select experiment, segment, segment_value from sums group by experiment, segment, segment_value) as found
    cross join plan
    cross join metrics

),

filled as (

    select
      cells.*,
      coalesce(moments.units, 0) as units,
      cast(sum(coalesce(moments.units, 0)) over (
        partition by cells.experiment, cells.segment, cells.segment_value, cells.metric
      ) as {{ dbt.type_bigint() }}) as units_of_all_arms,
      coalesce(moments.n, 0) as n,
      coalesce(moments.units, 0) - coalesce(moments.n, 0) as missing_values,
      coalesce(moments.negative_values, 0) as negative_values,
      coalesce(moments.odd_values, 0) as odd_values,
      coalesce(moments.known_before, 0) as known_before,
      case when moments.n > 0 then moments.origin + moments.y / moments.n end as mean_value,
      case when moments.n > 1 then {{ personalization.squares_about_mean('moments.yy', 'moments.y', 'moments.n') }} / (moments.n - 1) end as variance,
      case when moments.n > 0 then moments.origin_before + moments.x / moments.n end as mean_before,
      case when moments.n > 1 then {{ personalization.squares_about_mean('moments.xx', 'moments.x', 'moments.n') }} / (moments.n - 1) end as variance_before,
      case when moments.n > 1 then (moments.xy - moments.x * moments.y / moments.n) / (moments.n - 1) end as covariance
    from cells
    left join moments
      on cells.experiment = moments.experiment
      and cells.segment = moments.segment
      and cells.segment_value = moments.segment_value
      and cells.arm = moments.arm
      and cells.metric = moments.metric

),

compared as (

    select
      filled.*,
      sum(case when planned_share > 0
        then (units - units_of_all_arms * planned_share) * (units - units_of_all_arms * planned_share) / (units_of_all_arms * planned_share) end
      ) over (partition by experiment, segment, segment_value, metric) as srm_chi_square
    from filled

)

select
  compared.*,
  {{ personalization.chi_square_tail('srm_chi_square', drawn_arms - 1) }} as srm_p_value
from compared
{%- endmacro %}

{#- The sum of squares about the mean; what is below a millionth of a millionth is a rounding error. -#}
{% macro squares_about_mean(squares, sum, n) -%}
  case
    when {{ squares }} - {{ sum }} * {{ sum }} / {{ n }} > 1e-12 * {{ squares }} then {{ squares }} - {{ sum }} * {{ sum }} / {{ n }}
    when {{ squares }} is not null then 0
  end
{%- endmacro %}
