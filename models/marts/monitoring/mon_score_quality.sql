-- How the scores would have done 60 days ago: AUC (1 = perfect order, 0.5 = chance) by ranks, and
-- the Brier score beside that of predicting the base rate for everybody.
{%- set features = ['log_orders', 'recency_months', 'sessions_60d', 'clicks_90d'] %}
{%- set weighed = [] %}
{%- set auc =
  '(sum(case when outcome = 1 then score_rank else 0 end) - sum(outcome) * (sum(outcome) + 1) / 2.0)'
  ~ ' / nullif(sum(outcome) * (count(*) - sum(outcome)), 0)' %}
{%- for feature in features %}
  {%- do weighed.append("coefficients.c_" ~ feature ~ " * backtest." ~ feature) %}
{%- endfor %}
with coefficients as (

    select
      model,
      model_version,
      max(case when feature = 'intercept' then coefficient end) as intercept
      {%- for feature in features %},
      max(case when feature = '{{ feature }}' then coefficient end) as c_{{ feature }}
      {%- endfor %}
    from {{ ref('score_coefficients') }}
    group by model, model_version

),

scored as (

    select
      coefficients.model,
      coefficients.model_version,
      case when coefficients.model = 'churn_60d' then 1 - backtest.has_ordered_since else backtest.has_ordered_since end
        as outcome,
      {{ logistic("coefficients.intercept + " ~ (weighed | join(' + '))) }}
        as score
    from {{ ref('int_customers__backtest') }} as backtest
    cross join coefficients
    where coefficients.model <> 'churn_60d' or backtest.orders > 0

),

ranked as (

    select
      *,
      -- Ties share the mean of their ranks.
      rank() over (partition by model order by score)
        + (count(*) over (partition by model, score) - 1) / 2.0 as score_rank,
      avg(outcome * 1.0) over (partition by model) as base_rate
    from scored

)

select
  model,
  max(model_version) as model_version,
  count(*) as customers,
  cast({{ rounded('max(base_rate)', 4) }} as decimal(5, 4)) as base_rate,
  cast({{ rounded('avg(score)', 4) }} as decimal(5, 4)) as mean_score,
  cast({{ rounded(auc, 4) }} as decimal(5, 4)) as auc,
  cast({{ rounded('avg((score - outcome) * (score - outcome))', 4) }} as decimal(5, 4)) as brier,
  cast({{ rounded('max(base_rate * (1 - base_rate))', 4) }} as decimal(5, 4)) as brier_of_base_rate
from ranked
group by model
