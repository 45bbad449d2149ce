{%- set purchases = ref('purchase_model') %}
{%- set spend = ref('spend_model') %}
select
  customer_id,
  frequency,
  recency,
  age,
  monetary,
  later_purchases,
  {{ personalization.p_alive(purchases, 'frequency', 'recency', 'age') }} as p_alive,
  {{ personalization.expected_purchases(purchases, 'frequency', 'recency', 'age', 39) }} as expected_purchases,
  {{ personalization.expected_spend(spend, 'frequency', 'monetary') }} as expected_spend
from {{ ref('cdnow_customers') }}
