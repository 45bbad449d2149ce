-- Recency, frequency and monetary value against bounds that stay (rfm_thresholds). Quantiles per run would move people
-- between segments because others moved, and split equal values.
with scored as (

    {{ rfm({
      'customer': 'customer_id', 'recency_days': 'recency_days', 'frequency': 'frequency', 'monetary': 'monetary_eur',
      'carry': ['last_order_at'],
    }, ref('int_customers__rfm'), ref('rfm_thresholds')) | indent(4) }}

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
  segment
from scored
