{#-
  One row per experiment, metric, segment value and arm against the control. `arms` is what
  `experiment_arms` made.

  Proportions: the pooled standard error tests, the unpooled one gives the interval. Means: Welch's test.
  With a covariate from before the experiment both means are adjusted by it (CUPED: Deng, Xu, Kohavi, Walker
  2013), with the slope within arms, which makes the lift that of a regression on arm and covariate.
  `effect…` is the estimate that decides: adjusted where there is a covariate, and by the stopping rule.
-#}
{% macro experiment_results(config, arms) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
with {{ personalization.experiment_constants(settings) }},

pairs as (

    select
      treated.experiment, treated.metric, treated.metric_position, treated.kind, treated.role, treated.better, treated.wanted_effect,
      treated.segment, treated.segment_value, treated.arm, treated.arm_position, control.arm as control,
      treated.units_of_all_arms as units, treated.srm_p_value,
      control.n as n_control, treated.n as n_treatment,
      control.mean_value as mean_control, treated.mean_value as mean_treatment,
      treated.mean_value - control.mean_value as lift,
      (control.n * control.mean_value + treated.n * treated.mean_value) / nullif(control.n + treated.n, 0) as mean_of_both,
      case when treated.kind = 'proportion' then control.variance * (control.n - 1) / nullif(control.n, 0) else control.variance end / nullif(control.n, 0) as error_control,
      case when treated.kind = 'proportion' then treated.variance * (treated.n - 1) / nullif(treated.n, 0) else treated.variance end / nullif(treated.n, 0) as error_treatment,
      control.variance as variance_control, treated.variance as variance_treatment,
      control.variance_before as before_control, treated.variance_before as before_treatment,
      control.covariance as covariance_control, treated.covariance as covariance_treatment,
      treated.mean_before - control.mean_before as lift_before,
      ((control.n - 1) * control.covariance + (treated.n - 1) * treated.covariance)
        / nullif((control.n - 1) * control.variance_before + (treated.n - 1) * treated.variance_before, 0) as slope
    from {{ arms }} as treated
    inner join {{ arms }} as control
      on treated.experiment = control.experiment
      and treated.metric = control.metric
      and treated.segment = control.segment
      and treated.segment_value = control.segment_value
      and treated.is_control = 0
      and control.is_control = 1
    {{ personalization.computed_once() }}

),

-- The variance of a rate about its own mean, p (1 - p), comes of the division by n instead of n - 1. Where
-- neither arm varies nothing is tested.
errors as (

    select
      pairs.*,
      sqrt(nullif(error_control + error_treatment, 0)) as unpooled_error,
      case when kind = 'proportion' and error_control + error_treatment > 0 then
        sqrt(nullif(greatest(mean_of_both * (1 - mean_of_both), 0) * (1e0 / nullif(n_control, 0) + 1e0 / nullif(n_treatment, 0)), 0))
      else sqrt(nullif(error_control + error_treatment, 0)) end as test_error,
      {{ personalization.welch_df('error_control', 'error_treatment') }} as df,
      lift - slope * lift_before as cuped_lift,
      case when slope is not null then greatest(variance_control - 2 * slope * covariance_control + slope * slope * before_control, 0) end / nullif(n_control, 0) as cuped_error_control,
      case when slope is not null then greatest(variance_treatment - 2 * slope * covariance_treatment + slope * slope * before_treatment, 0) end / nullif(n_treatment, 0) as cuped_error_treatment
    from pairs
    {{ personalization.computed_once() }}

),

divided as (

    select
      errors.*,
      lift / test_error as statistic,
      sqrt(cuped_error_squared) as cuped_error,
      {{ personalization.welch_df('cuped_error_control', 'cuped_error_treatment') }} as cuped_df,
      cuped_lift / sqrt(cuped_error_squared) as cuped_statistic
    from (
      -- A covariate that explains all leaves rounding errors, not a variance.
      select errors.*, case when cuped_error_control + cuped_error_treatment > 1e-12 * (error_control + error_treatment)
        then cuped_error_control + cuped_error_treatment end as cuped_error_squared
      from errors
    ) as errors
    {{ personalization.computed_once() }}

),

first_guesses as (

    select
      divided.*,
      constants.*,
      case when kind = 'proportion' then 2 * {{ personalization.normal_tail('statistic') }} else 2 * {{ personalization.student_tail('statistic', 'df') }} end as p_value,
      2 * {{ personalization.student_tail('cuped_statistic', 'cuped_df') }} as cuped_p_value,
      {{ personalization.student_quantile_guess('critical_z', 'df') }} as guess,
      {{ personalization.student_quantile_guess('critical_z', 'cuped_df') }} as cuped_guess
    from divided
    cross join constants
    {{ personalization.computed_once() }}

),

tails_of_guesses as (

    select
      first_guesses.*,
      {{ personalization.student_tail('guess', 'df') }} as guess_tail,
      {{ personalization.student_tail('cuped_guess', 'cuped_df') }} as cuped_guess_tail
    from first_guesses
    {{ personalization.computed_once() }}

),

critical_values as (

    select
      tails_of_guesses.*,
      case when kind = 'proportion' then critical_z else {{ personalization.student_quantile_step('guess', 'guess_tail', 'df', settings['alpha'] / 2) }} end as critical_value,
      {{ personalization.student_quantile_step('cuped_guess', 'cuped_guess_tail', 'cuped_df', settings['alpha'] / 2) }} as cuped_critical_value
    from tails_of_guesses
    {{ personalization.computed_once() }}

),

-- What decides, if the test is read once.
once as (

    select
      critical_values.*,
      coalesce(cuped_lift, lift) as estimate,
      case when cuped_lift is null then unpooled_error else cuped_error end as estimate_error,
      case when cuped_lift is null then p_value else cuped_p_value end as fixed_p_value,
      case when cuped_lift is null then critical_value else cuped_critical_value end as fixed_critical_value
    from critical_values
    {{ personalization.computed_once() }}

),

sequences as (

    select
      once.*,
      {{ personalization.always_valid_p('estimate / estimate_error', 'n_control', 'n_treatment', settings) }} as sequential_p_value,
      estimate_error * {{ personalization.always_valid_critical('n_control', 'n_treatment', settings) }} as sequential_half
    from once
    {{ personalization.computed_once() }}

),

decisive as (

    select
      sequences.*,
      {% if settings['stopping'] == 'sequential' -%}
      sequential_p_value as effect_p_value,
      sequential_half as effect_half,
      {%- else -%}
      fixed_p_value as effect_p_value,
      fixed_critical_value * estimate_error as effect_half,
      {%- endif %}
      case when segment = 'all' then role else metric end as family
    from sequences

),

stepped as (

    select
      decisive.*,
      {{ personalization.holm_step('effect_p_value', 'experiment, segment, family', 'metric_position, segment_value, arm_position') }} as holm_step,
      {{ personalization.heterogeneity_sums('estimate', 'estimate_error', 'experiment, segment, metric, arm') }}
    from decisive

),

-- Cochran's Q, where a segment has two values at least.
cochran as (

    select
      stepped.*,
      case when segment <> 'all' and segments_measured > 1 then greatest(weighted_squares - weighted_sum * weighted_sum / weights, 0) end as heterogeneity,
      cast(segments_measured - 1 as {{ personalization.type_double() }}) as heterogeneity_df
    from stepped
    {{ personalization.computed_once() }}

),

spread as (

    select
      cochran.*,
      case when heterogeneity_df > 30 then {{ personalization.chi_square_z('heterogeneity', 'heterogeneity_df') }} end as heterogeneity_z
    from cochran
    {{ personalization.computed_once() }}

)

select
  experiment || '|' || metric || '|' || segment || '|' || segment_value || '|' || arm as result_id,
  experiment, metric, kind, role, segment, segment_value, arm, control,
  units, n_control, n_treatment, mean_control, mean_treatment,
  lift,
  lift / nullif(abs(mean_control), 0) as lift_relative,
  lift - critical_value * unpooled_error as ci_low,
  lift + critical_value * unpooled_error as ci_high,
  case when kind = 'proportion' then 'z' else 't' end as statistic_kind,
  statistic,
  case when kind = 'mean' then df end as df,
  p_value,
  cuped_lift,
  cuped_lift - cuped_critical_value * cuped_error as cuped_ci_low,
  cuped_lift + cuped_critical_value * cuped_error as cuped_ci_high,
  cuped_p_value,
  1 - (cuped_error_control + cuped_error_treatment) / nullif(error_control + error_treatment, 0) as cuped_variance_reduction,
  sequential_p_value,
  estimate - sequential_half as sequential_low,
  estimate + sequential_half as sequential_high,
  estimate as effect,
  estimate - effect_half as effect_low,
  estimate + effect_half as effect_high,
  effect_p_value,
  case when role = 'guardrail' and segment = 'all' then effect_p_value
    else {{ personalization.holm_adjusted('effect_p_value', 'holm_step', 'experiment, segment, family', 'metric_position, segment_value, arm_position') }}
  end as adjusted_p_value,
  {{ personalization.chi_square_tail('heterogeneity', 'heterogeneity_df', 'heterogeneity_z') }} as heterogeneity_p_value,
  (critical_z + power_z) * estimate_error as detectable_effect,
  wanted_effect,
  ceil((n_control + n_treatment) * ((critical_z + power_z) * estimate_error / wanted_effect) * ((critical_z + power_z) * estimate_error / wanted_effect)) as required_units,
  better,
  metric_position,
  arm_position,
  srm_p_value
from spread
{%- endmacro %}

{#- A CTE `constants`: quantiles that the settings name. -#}
{% macro experiment_constants(settings) -%}
constants as (

    select
      {{ personalization.normal_quantile(1 - settings['alpha'] / 2) }} as critical_z,
      {{ personalization.normal_quantile(settings['power']) }} as power_z
    {{ personalization.computed_once() }}

)
{%- endmacro %}

{#- Degrees of freedom by Welch and Satterthwaite; the arguments are squared standard errors, of n - 1 below. -#}
{% macro welch_df(error_control, error_treatment) -%}
  (({{ error_control }} + {{ error_treatment }}) * ({{ error_control }} + {{ error_treatment }})
    / nullif({{ error_control }} * {{ error_control }} / nullif(n_control - 1, 0)
      + {{ error_treatment }} * {{ error_treatment }} / nullif(n_treatment - 1, 0), 0))
{%- endmacro %}

{#- Where Student's tail is that of the normal quantile z, roughly: Abramowitz, Stegun 26.7.5. -#}
{% macro student_quantile_guess(z, df) -%}
  ({{ z }} + ({{ z }} * {{ z }} * {{ z }} + {{ z }}) / (4 * {{ df }})
    + (5 * {{ z }} * {{ z }} * {{ z }} * {{ z }} * {{ z }} + 16 * {{ z }} * {{ z }} * {{ z }} + 3 * {{ z }}) / (96 * {{ df }} * {{ df }})
    + (3 * {{ z }} * {{ z }} * {{ z }} * {{ z }} * {{ z }} * {{ z }} * {{ z }} + 19 * {{ z }} * {{ z }} * {{ z }} * {{ z }} * {{ z }}
      + 17 * {{ z }} * {{ z }} * {{ z }} - 15 * {{ z }}) / (384 * {{ df }} * {{ df }} * {{ df }}))
{%- endmacro %}

{#-
  One step of Newton's method towards the t whose upper tail is `p`, in logarithms of both, where the tail is
  almost a line: from the guess above it ends within 5e-4 of t at df = 1, 2e-6 from df = 5 on (p >= 0.005).
  `tail` is the tail at `t`.
-#}
{% macro student_quantile_step(t, tail, df, p) -%}
  ({{ t }} * exp((ln({{ tail }}) - ln({{ personalization.float_literal(p) }})) * {{ tail }}
    / ({{ t }} * {{ personalization.gamma_half_step("(" ~ df ~ " / 2)") }} / sqrt({{ df }} * 3.141592653589793e0)
      * exp(-({{ df }} + 1) / 2 * ln(1 + {{ t }} * {{ t }} / {{ df }})))))
{%- endmacro %}

{#-
  Holm (1979), first half: p times the number of hypotheses that are left at its turn. Missing p-values are
  no hypotheses. `holm_adjusted`, in a select around it, takes the largest so far.
-#}
{% macro holm_step(p, partition, ties) -%}
  {{ p }} * (1 + count({{ p }}) over (partition by {{ partition }})
    - row_number() over (partition by {{ partition }} order by case when {{ p }} is null then 1 else 0 end, {{ p }}, {{ ties }}))
{%- endmacro %}

{% macro holm_adjusted(p, step, partition, ties) -%}
  case when {{ p }} is not null then least(1, max({{ step }}) over (
    partition by {{ partition }} order by case when {{ p }} is null then 1 else 0 end, {{ p }}, {{ ties }} rows unbounded preceding
  )) end
{%- endmacro %}

{#- Cochran's Q (1954) over the values of a segment, as the sums that it is made of. -#}
{% macro heterogeneity_sums(estimate, error, partition) -%}
  count({{ estimate }} / {{ error }}) over (partition by {{ partition }}) as segments_measured,
  sum(1 / ({{ error }} * {{ error }})) over (partition by {{ partition }}) as weights,
  sum({{ estimate }} / ({{ error }} * {{ error }})) over (partition by {{ partition }}) as weighted_sum,
  sum({{ estimate }} * {{ estimate }} / ({{ error }} * {{ error }})) over (partition by {{ partition }}) as weighted_squares
{%- endmacro %}
