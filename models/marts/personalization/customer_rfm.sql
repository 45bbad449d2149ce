-- Recency, frequency and monetary value against fixed thresholds (seed rfm_thresholds). Quantiles
-- per run would move people between segments because others moved, and split equal values.
with orders as (

    select
      customer_id,
      max(ordered_at) as last_order_at,
      count(*) as frequency,
      sum(net_eur) as monetary_eur
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}
    group by customer_id

),

measured as (

    select
      *,
      {{ dbt.datediff('last_order_at', as_of(), 'day') }} as recency_days
    from orders

),

scored as (

    select
      measured.customer_id,
      max(measured.last_order_at) as last_order_at,
      max(measured.recency_days) as recency_days,
      max(measured.frequency) as frequency,
      max(measured.monetary_eur) as monetary_eur,
      -- The best score whose bound is reached; for recency, more days reach a worse score.
      min(case when thresholds.metric = 'recency' and measured.recency_days >= thresholds.lower_bound then thresholds.score end)
        as recency_score,
      max(case when thresholds.metric = 'frequency' and measured.frequency >= thresholds.lower_bound then thresholds.score end)
        as frequency_score,
      -- Refunds may exceed what was paid in euros by the movement of rates: never below the lowest score.
      max(case when thresholds.metric = 'monetary' and greatest(measured.monetary_eur, 0) >= thresholds.lower_bound then thresholds.score end)
        as monetary_score
    from measured
    cross join {{ ref('rfm_thresholds') }} as thresholds
    group by measured.customer_id

)

select
  customer_id,
  {{ as_of() }} as as_of,
  last_order_at,
  recency_days,
  frequency,
  monetary_eur,
  recency_score,
  frequency_score,
  monetary_score,
  case
    when recency_score >= 3 and frequency_score >= 4 and monetary_score >= 4 then 'High-Value'
    when recency_score <= 2 and frequency_score >= 4 then 'At-Risk'
    when recency_score >= 3 and frequency_score >= 3 then 'Loyal'
    when recency_score >= 4 and frequency_score = 1 then 'New'
    when recency_score = 1 then 'Lost'
    else 'Occasional'
  end as segment
from scored
