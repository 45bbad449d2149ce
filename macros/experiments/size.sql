{#-
  How many units an experiment needs, told by what the metrics were before it: one row per metric and effect.
  `relation` has the metrics of units as they are now, without arms. Per arm, for the control and one arm
  beside it; with several arms alpha is divided among them (Bonferroni), so the size is on the safe side.

  Rates: Fleiss, Levin, Paik (2003), pooled under the hypothesis of no effect, unpooled under the effect. Means:
  (z_alpha + z_power)^2 variance (1 / share + 1 / share) / effect^2. What was before, if given, takes the share
  of the variance that it explains (CUPED).

  `effects` are the differences to size for, by metric; without them the setting `effect` of each metric.
-#}
{% macro experiment_size(config, relation, effects={}) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set double = personalization.type_double() -%}
  {%- set shares = settings['arms'].values() | list -%}
  {%- set control = settings['arms'][settings['control']] / (shares | sum) -%}
  {%- set arms = settings['arms'] | length - 1 -%}
  {%- set treated = (1 - control) / arms -%}
  {%- set alpha = settings['alpha'] / arms -%}
  {%- set wanted = [] -%}
  {%- for metric in settings['metrics'] -%}
    {%- for effect in effects.get(metric['name'], [metric['effect']] if metric['effect'] is not none else []) -%}
      {%- do wanted.append((loop.index, metric, effect)) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- if not wanted -%}
    {%- do personalization.experiment_refusal("a size needs the setting 'effect' of a metric, or the argument 'effects'") -%}
  {%- endif -%}
with quantiles as (

    select
      {{ personalization.normal_quantile(1 - alpha / 2) }} as critical_z,
      {{ personalization.normal_quantile(settings['power']) }} as power_z
    {{ personalization.computed_once() }}

),

units as (

    select
      cast({{ settings['unit'] }} as {{ dbt.type_string() }}) as unit_id
      {%- for metric in settings['metrics'] %},
      {{ personalization.experiment_within(metric['per_unit'] ~ "(cast(" ~ metric['value'] ~ " as " ~ double ~ "))", metric['lowest'], metric['highest']) }} as value_{{ loop.index }}
      {%- if metric['before'] %},
      max(cast({{ metric['before'] }} as {{ double }})) as before_{{ loop.index }}
      {%- endif %}
      {%- endfor %}
    from {{ relation }}
    where {{ settings['unit'] }} is not null
    group by cast({{ settings['unit'] }} as {{ dbt.type_string() }})

),

centres as (

    select
      {%- for metric in settings['metrics'] %}
      avg(value_{{ loop.index }}) as value_{{ loop.index }}
      {%- if metric['before'] %},
      avg(before_{{ loop.index }}) as before_{{ loop.index }}
      {%- endif %}{{ "," if not loop.last }}
      {%- endfor %}
    from units

),

baselines as (

    {% for metric in settings['metrics'] -%}
    {%- set i = loop.index -%}
    {%- set y = "(units.value_" ~ i ~ " - centres.value_" ~ i ~ ")" -%}
    {%- set x = "coalesce(units.before_" ~ i ~ " - centres.before_" ~ i ~ ", 0)" -%}
    select
      '{{ metric['name'] }}' as metric,
      count({{ y }}) as units_now,
      max(centres.value_{{ i }}) as mean_now,
      sum({{ y }} * {{ y }}) / nullif(count({{ y }}) - 1, 0) as variance_now,
      {% if metric['before'] -%}
      1 - sum({{ x }} * {{ y }}) * sum({{ x }} * {{ y }})
        / nullif(sum(case when {{ y }} is not null then {{ x }} * {{ x }} end) * sum({{ y }} * {{ y }}), 0) as left_by_cuped
      {%- else -%}
      cast(null as {{ double }}) as left_by_cuped
      {%- endif %}
    from units
    cross join centres
    {{ "union all" if not loop.last }}
    {% endfor %}

),

wanted as (

    {% for position, metric, effect in wanted -%}
    select '{{ metric['name'] }}' as metric, '{{ metric['kind'] }}' as kind, {{ personalization.float_literal(effect) }} as effect
    {{ "union all" if not loop.last }}
    {% endfor %}

),

sized as (

    select
      wanted.metric, wanted.kind, wanted.effect, baselines.units_now, baselines.mean_now, baselines.variance_now, baselines.left_by_cuped,
      case when wanted.kind = 'proportion' then
        {% set mean = "(mean_now + effect * " ~ personalization.float_literal(treated / (control + treated)) ~ ")" -%}
        power(critical_z * sqrt(greatest({{ mean }} * (1 - {{ mean }}), 0) * {{ personalization.float_literal(1 + control / treated) }})
          + power_z * sqrt(greatest(mean_now * (1 - mean_now) + (mean_now + effect) * (1 - mean_now - effect) * {{ personalization.float_literal(control / treated) }}, 0)), 2)
        / (effect * effect)
      else
        (critical_z + power_z) * (critical_z + power_z) * variance_now * {{ personalization.float_literal(1 + control / treated) }} / (effect * effect)
      end as units_of_control
    from wanted
    inner join baselines
      on wanted.metric = baselines.metric
    cross join quantiles

)

select
  metric, kind, effect, units_now, mean_now, sqrt(variance_now) as deviation_now,
  ceil(units_of_control) as required_control,
  ceil(units_of_control * {{ personalization.float_literal(treated / control) }}) as required_treatment,
  ceil(units_of_control) + {{ arms }} * ceil(units_of_control * {{ personalization.float_literal(treated / control) }}) as required_units,
  1 - left_by_cuped as cuped_variance_reduction,
  ceil(units_of_control * left_by_cuped) + {{ arms }} * ceil(units_of_control * {{ personalization.float_literal(treated / control) }} * left_by_cuped) as required_units_with_cuped
from sized
{%- endmacro %}

{#-
  The smallest difference that a test of this size finds with the wanted power: for a proportion give its
  rate, for a mean its standard deviation.
-#}
{% macro minimum_detectable_effect(n_control, n_treatment, rate=none, deviation=none, alpha=0.05, power=0.8) -%}
  {%- set variance = rate ~ " * (1 - " ~ rate ~ ")" if rate is not none else deviation ~ " * " ~ deviation -%}
  (({{ personalization.normal_quantile(1 - alpha / 2) }} + {{ personalization.normal_quantile(power) }})
    * sqrt({{ variance }} * (1e0 / nullif({{ n_control }}, 0) + 1e0 / nullif({{ n_treatment }}, 0))))
{%- endmacro %}
