{#-
  What is odd in an experiment, one row each: `stops` means that no result may be believed, `warns` that one
  should look. `units` and `arms` are what the macros of these names made.
-#}
{% macro experiment_findings(config, units, arms) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set double = personalization.type_double() -%}
with excluded as (

    select
      experiment,
      count(*) as units,
      sum(source_rows) as source_rows,
      count(case when excluded_because is null then 1 end) as counted_units,
      {%- for reason, name in {'several arms': 'several', 'unknown arm': 'unknown', 'no arm': 'armless'}.items() %}
      count(case when excluded_because = '{{ reason }}' then 1 end) as {{ name }}_units,
      {%- endfor %}
      sum(case when excluded_because = 'no unit' then source_rows else 0 end) as unitless_rows
    from {{ units }}
    group by experiment

),

-- The rows of `arms` that hold for the experiment as a whole, and those of its first metric.
whole as (

    select arms.*, count(case when units = 0 and planned_share > 0 then 1 end) over (partition by experiment, metric) as empty_arms
    from {{ arms }} as arms
    where segment = 'all'

),

split as (

    select * from whole where metric_position = 1

),

-- Welch's test of what was before, arm against control: it cannot have been moved by the experiment.
moved as (

    select experiment, arm, metric, 2 * {{ personalization.normal_tail('z') }} as p_value
    from (
      select
        treated.experiment, treated.arm, treated.metric,
        (treated.mean_before - control.mean_before)
          / sqrt(nullif(treated.variance_before / nullif(treated.n, 0) + control.variance_before / nullif(control.n, 0), 0)) as z
      from whole as treated
      inner join whole as control
        on treated.experiment = control.experiment and treated.metric = control.metric
        and treated.is_control = 0 and control.is_control = 1
      where treated.has_before = 1 and treated.n > 1 and control.n > 1
      {{ personalization.computed_once() }}
    ) as compared
    {{ personalization.computed_once() }}

),

-- Whether values are missing as often in all arms: chi-square over arms, present and missing.
missing_sums as (

    select
      experiment, metric, sum(missing_values) as missing_values, sum(units) as units,
      max(overall) as overall,
      sum((missing_values - units * overall) * (missing_values - units * overall) / nullif(units * overall * (1 - overall), 0)) as chi_square
    from (
      select whole.*, sum(missing_values) over (partition by experiment, metric) * 1e0
        / nullif(sum(units) over (partition by experiment, metric), 0) as overall
      from whole
    ) as shares
    group by experiment, metric

),

missing as (

    select missing_sums.*, {{ personalization.chi_square_tail('chi_square', settings['arms'] | length - 1) }} as p_value
    from missing_sums
    {{ personalization.computed_once() }}

),

values_of_metrics as (

    select
      experiment, metric, max(kind) as kind, sum(units) as units,
      sum(negative_values) as negative_values, sum(odd_values) as odd_values, max(has_before) as has_before,
      sum(n) as n, sum(known_before) as known_before,
      min(case when planned_share > 0 then n end) as fewest,
      min(case when n > 0 then least(n * mean_value, n * (1 - mean_value)) end) as fewest_events,
      max(variance) as widest
    from whole
    group by experiment, metric

),

found as (

    select experiment, 1 as priority, 'stops' as severity, 'nothing to count' as finding, 'experiment' as subject, units as n,
      'no unit has one of the planned arms' as detail
    from excluded where counted_units = 0

    union all
    select experiment, 2, 'stops', 'arm without units', arm, units, 'arm ' || arm || ' has no units'
    from split where units = 0 and planned_share > 0

    union all
    select experiment, 3, 'stops', 'sample ratio mismatch', 'experiment', max(units_of_all_arms),
      'sample ratio mismatch, ' || {{ personalization.p_in_words('max(srm_p_value)') }} || '; '
      {%- for arm in settings['arms'] %}
      || {{ personalization.experiment_text((" : " if not loop.first else "") ~ arm ~ " ") }} || {{ personalization.fixed_text("100.0 * max(case when arm = " ~ personalization.experiment_text(arm) ~ " then units end) / max(units_of_all_arms)", 2) }} || ' %'
      {%- endfor %}
      || ', planned {% for arm, weight in settings['arms'].items() %}{{ "%.2f" | format(100 * weight / (settings['arms'].values() | sum)) }} %{{ " : " if not loop.last }}{% endfor %}'
    from split where empty_arms = 0 group by experiment having max(srm_p_value) < {{ personalization.float_literal(settings['srm_alpha']) }}

    union all
    select experiment, 4, 'stops', 'too many units in several arms', 'experiment', several_units,
      cast(several_units as {{ dbt.type_string() }}) || ' of ' || cast(units as {{ dbt.type_string() }}) || ' units were in several arms'
    from excluded where several_units > {{ settings['max_contaminated'] }} * units

    union all
    select experiment, 5, 'stops', 'arms differed before', arm || ', ' || metric, null,
      'arm ' || arm || ' differed from the control before the experiment in ' || metric || ', ' || {{ personalization.p_in_words('p_value') }}
    from moved where p_value < {{ personalization.float_literal(settings['srm_alpha']) }}

    union all
    select experiment, 6, 'warns', 'missing more often in one arm', metric, missing_values,
      metric || ' is missing for ' || cast(missing_values as {{ dbt.type_string() }}) || ' units, unequally by arm, '
      || {{ personalization.p_in_words('p_value') }}
    from missing where p_value < {{ personalization.float_literal(settings['srm_alpha']) }}

    {% for column, finding, rule in [
      ('several_units', 'unit in several arms', 'left out'),
      ('unknown_units', 'unit in an unknown arm', 'left out'),
      ('armless_units', 'unit without arm', 'left out'),
      ('unitless_rows', 'row without unit', 'left out'),
    ] -%}
    union all
    select experiment, {{ 6 + loop.index }}, 'warns', '{{ finding }}', 'experiment', {{ column }},
      '{{ finding }}: ' || cast({{ column }} as {{ dbt.type_string() }}) || ', {{ rule }}'
    from excluded where {{ column }} > 0

    {% endfor -%}
    union all
    select experiment, 11, 'warns', 'missing value', metric, missing_values,
      metric || ' is missing for ' || cast(missing_values as {{ dbt.type_string() }}) || ' units, left out of this metric'
    from missing where missing_values > 0

    union all
    select experiment, 12, 'warns', 'no variance', metric, n, metric || ' is the same for all units of each arm: not tested'
    from values_of_metrics where widest = 0

    union all
    select experiment, 13, 'warns', 'not 0 or 1', metric, odd_values,
      metric || ' is a proportion with values other than 0 and 1: its results mean nothing'
    from values_of_metrics where kind = 'proportion' and odd_values > 0

    union all
    select experiment, 14, 'warns', 'negative value', metric, negative_values,
      metric || ' is below 0 for ' || cast(negative_values as {{ dbt.type_string() }}) || ' units, counted as it is'
    from values_of_metrics where negative_values > 0

    union all
    select experiment, 15, 'warns', 'few units', metric, fewest, metric || ' has an arm of fewer than {{ settings['min_units'] }} units'
    from values_of_metrics where fewest > 0 and fewest < {{ settings['min_units'] }}

    union all
    select experiment, 16, 'warns', 'few events', metric, null, metric || ' happened, or failed to, fewer than 5 times in an arm: the normal approximation is poor'
    from values_of_metrics where kind = 'proportion' and odd_values = 0 and fewest_events < 5

    union all
    select experiment, 17, 'warns', 'not known before', metric, n - known_before,
      'what was before ' || metric || ' is unknown for ' || cast(n - known_before as {{ dbt.type_string() }}) || ' units, taken as the mean'
    from values_of_metrics where has_before = 1 and known_before < n

)

select
  experiment || '|' || finding || '|' || subject as finding_id,
  experiment, severity, finding, subject, n, detail, priority
from found
{%- endmacro %}

{#- `p = 0.0123`, or `p < 0.0001`. -#}
{% macro p_in_words(p) -%}
  case when {{ p }} < 0.0001 then 'p < 0.0001' else 'p = ' || {{ personalization.fixed_text(p, 4) }} end
{%- endmacro %}

{#- A difference: points for rates, the metric's own unit for means. -#}
{% macro effect_in_words(effect, kind) -%}
  case when {{ kind }} = 'proportion' then {{ personalization.fixed_text('100 * ' ~ effect, 2) }} else {{ personalization.fixed_text(effect, 4) }} end
{%- endmacro %}

{#-
  What to do, one row per experiment: `decision` is ship, keep_control, continue or no_winner; `winner` the
  arm to ship; `reason` says it in words. In this order: a finding that stops; a fixed horizon not reached; an
  arm that is better in a primary metric, worse in none, and harms no guardrail (of several, the one with the
  largest effect on the first primary metric); a sequential test that still runs; else the control stays.
  `results` and `findings` are what the macros of these names made.
-#}
{% macro experiment_decisions(config, results, findings) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set alpha = personalization.float_literal(settings['alpha']) -%}
  {%- set text = dbt.type_string() -%}
with told as (

    select
      results.*,
      case when adjusted_p_value < {{ alpha }} and effect * better > 0 then 1 else 0 end as is_better,
      case when adjusted_p_value < {{ alpha }} and effect * better < 0 then 1 else 0 end as is_worse,
      arm || ': ' || metric || ' ' || case when effect >= 0 then '+' else '' end || {{ personalization.effect_in_words('effect', 'kind') }}
        || case when kind = 'proportion' then ' points' else '' end
        || ' ({{ "%g" | format(100 * (1 - settings['alpha'])) }} % interval ' || {{ personalization.effect_in_words('effect_low', 'kind') }}
        || ' to ' || {{ personalization.effect_in_words('effect_high', 'kind') }} || '), adjusted ' || {{ personalization.p_in_words('adjusted_p_value') }} as words
    from {{ results }} as results
    where segment = 'all' and role in ('primary', 'guardrail')

),

arms as (

    select
      experiment, arm, arm_position,
      max(case when role = 'primary' then is_better else 0 end) as is_better,
      max(is_worse) as is_worse
    from told
    group by experiment, arm, arm_position

),

-- The rows that tell the story: of each arm that is better, its clearest primary metric; of what is worse, the clearest.
ranked as (

    select
      told.*,
      case when arms.is_better = 1 and arms.is_worse = 0 then 1 else 0 end as may_win,
      row_number() over (
        partition by told.experiment, told.role
        order by case when arms.is_better = 1 and arms.is_worse = 0 then 0 else 1 end,
          told.metric_position, told.effect * told.better desc, told.arm_position
      ) as place,
      row_number() over (
        partition by told.experiment, told.is_worse
        order by told.adjusted_p_value, told.metric_position, told.arm_position
      ) as worse_place,
      row_number() over (
        partition by told.experiment, told.role
        order by case when told.adjusted_p_value is null then 1 else 0 end, told.adjusted_p_value, told.metric_position, told.arm_position
      ) as clearest_place
    from told
    inner join arms
      on told.experiment = arms.experiment and told.arm = arms.arm

),

stories as (

    select
      experiment,
      max(control) as control,
      max(units) as units,
      max(srm_p_value) as srm_p_value,
      max(case when role = 'primary' and place = 1 and may_win = 1 then arm end) as winner,
      max(case when is_worse = 1 and worse_place = 1 then words end) as worse_words,
      max(case when role = 'primary' and clearest_place = 1 then words end) as clearest_words,
      max(case when role = 'primary' and clearest_place = 1 then {{ personalization.effect_in_words('detectable_effect', 'kind') }} || case when kind = 'proportion' then ' points' else '' end end) as detectable_words
    from ranked
    group by experiment

),

-- The winner's own clearest metric, which need not be the one that it was chosen by.
winners as (

    select ranked.experiment, ranked.words,
      row_number() over (partition by ranked.experiment order by ranked.adjusted_p_value, ranked.metric_position) as place
    from ranked
    inner join stories
      on ranked.experiment = stories.experiment and ranked.arm = stories.winner and ranked.role = 'primary' and ranked.is_better = 1

),

stops as (

    select experiment, detail, row_number() over (partition by experiment order by priority, subject) as place
    from {{ findings }}
    where severity = 'stops'

),

experiments as (

    select experiment from stories
    {{ personalization.union_distinct() }}
    select experiment from stops

),

decided as (

    select
      experiments.experiment, stories.control, stories.units, stories.srm_p_value, stories.winner as candidate,
      stories.worse_words, stories.clearest_words, stories.detectable_words, winners.words as winner_words, stops.detail,
      case
        when stops.detail is not null then 'no_winner'
        {% if settings['planned'] and settings['stopping'] == 'fixed' -%}
        when stories.units < {{ settings['planned'] }} then 'continue'
        {% endif -%}
        when stories.winner is not null then 'ship'
        {% if settings['stopping'] == 'sequential' -%}
        when stories.worse_words is null and stories.units < {{ settings['planned'] }} then 'continue'
        {% endif -%}
        else 'keep_control'
      end as decision
    from experiments
    left join stories
      on experiments.experiment = stories.experiment
    left join winners
      on experiments.experiment = winners.experiment and winners.place = 1
    left join stops
      on experiments.experiment = stops.experiment and stops.place = 1

)

select
  experiment,
  decision,
  case when decision = 'ship' then candidate end as winner,
  case
    when decision = 'no_winner' then 'no winner: ' || detail
    when decision = 'ship' then 'ship ' || winner_words
    {% if settings['planned'] -%}
    when decision = 'continue' then '{{ "too early" if settings['stopping'] == 'fixed' else "undecided" }}: ' || cast(units as {{ text }}) || ' of {{ settings['planned'] }} planned units'
      {%- if settings['stopping'] == 'sequential' %} || coalesce('; ' || clearest_words, ''){% endif %}
    {% endif -%}
    when worse_words is not null then 'keep ' || control || ': worse with ' || worse_words
    else 'keep ' || control || coalesce(': no significant difference; ' || clearest_words, ': nothing could be tested')
      || coalesce('; the test could have seen ' || detectable_words, '')
  end as reason,
  control,
  units,
  srm_p_value
from decided
{%- endmacro %}
