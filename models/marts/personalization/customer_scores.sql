-- Logistic scores: the coefficients of the seed score_coefficients times today's features. A new
-- model is a few lines of the seed and nothing here.
{%- set features = ['log_orders', 'recency_months', 'sessions_60d', 'clicks_90d'] %}
with long as (

    select customer_id, orders, 'intercept' as feature, cast(1 as {{ type_double() }}) as value
    from {{ ref('int_customers__features') }}
    {% for feature in features -%}
    union all
    select customer_id, orders, '{{ feature }}', {{ feature }}
    from {{ ref('int_customers__features') }}
    {% endfor %}

),

weighed as (

    select
      long.customer_id,
      coefficients.model,
      coefficients.model_version,
      -- Rounded: the order of a floating-point sum is not fixed, and equal data must score equally.
      {{ rounded('sum(coefficients.coefficient * long.value)', 9) }} as log_odds
    from long
    inner join {{ ref('score_coefficients') }} as coefficients
      on long.feature = coefficients.feature
    -- Who never bought cannot churn.
    where coefficients.model <> 'churn_60d' or long.orders > 0
    group by long.customer_id, coefficients.model, coefficients.model_version

)

select
  customer_id || '|' || model as customer_score_id,
  customer_id,
  model,
  cast({{ rounded(logistic('log_odds'), 6) }} as decimal(9, 6)) as score,
  -- The share of customers that score lower, in tenths: equal scores share a decile.
  cast(1 + least(floor(percent_rank() over (partition by model order by log_odds) * 10), 9) as integer) as decile,
  model_version,
  {{ as_of() }} as scored_at
from weighed
