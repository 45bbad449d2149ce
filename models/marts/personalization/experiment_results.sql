-- Two proportions: the pooled standard error tests, the unpooled one gives the 95 % interval. Fixed
-- horizon: looking every day and stopping at the first p < 0.05 makes these p-values wrong.
with arms as (

    select
      experiment,
      metric,
      sum(case when arm = 'control' then 1.0 else 0.0 end) as n_control,
      sum(case when arm = 'treatment' then 1.0 else 0.0 end) as n_treatment,
      sum(case when arm = 'control' then outcome else 0 end) as hits_control,
      sum(case when arm = 'treatment' then outcome else 0 end) as hits_treatment
    from {{ ref('experiment_outcomes') }}
    group by experiment, metric

),

rates as (

    select
      *,
      hits_control / n_control as rate_control,
      hits_treatment / n_treatment as rate_treatment,
      (hits_control + hits_treatment) / (n_control + n_treatment) as rate_pooled
    from arms

),

errors as (

    select
      *,
      rate_treatment - rate_control as lift,
      sqrt(rate_pooled * (1 - rate_pooled) * (1 / n_control + 1 / n_treatment)) as pooled_error,
      sqrt(rate_control * (1 - rate_control) / n_control + rate_treatment * (1 - rate_treatment) / n_treatment)
        as unpooled_error,
      -- Sample ratio mismatch: is the split still the even one that was planned?
      (n_treatment - n_control) / sqrt(n_treatment + n_control) as srm_z
    from rates

),

tested as (

    select
      *,
      lift / nullif(pooled_error, 0) as z,
      2 * {{ normal_tail('lift / nullif(pooled_error, 0)') }} as p_value,
      2 * {{ normal_tail('srm_z') }} as srm_p_value
    from errors

),

stepped as (

    select
      *,
      p_value * (1 + count(*) over (partition by experiment)
        - row_number() over (partition by experiment order by p_value, metric)) as holm_step
    from tested

)

select
  experiment || '|' || metric as result_id,
  experiment,
  metric,
  cast(n_control as integer) as n_control,
  cast(n_treatment as integer) as n_treatment,
  cast(rate_control as decimal(9, 6)) as rate_control,
  cast(rate_treatment as decimal(9, 6)) as rate_treatment,
  cast(lift as decimal(9, 6)) as lift,
  cast(lift - 1.959964 * unpooled_error as decimal(9, 6)) as ci_low,
  cast(lift + 1.959964 * unpooled_error as decimal(9, 6)) as ci_high,
  cast(round(z, 6) as decimal(12, 6)) as z,
  p_value,
  least(1, max(holm_step) over (
    partition by experiment order by p_value, metric rows unbounded preceding
  )) as adjusted_p_value,
  srm_p_value
from stepped
