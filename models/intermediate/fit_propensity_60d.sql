-- Learns whether customers order within 60 days, from features as they were before.
{{ config(materialized='fit', fit={
  'method': 'logistic', 'target': 'has_ordered_since', 'key': 'customer_id', 'folds': 5, 'l2': 1,
  'trained_at': var('as_of')
}) }}
select
  customer_id,
  has_ordered_since,
  log_orders,
  recency_months,
  sessions_60d,
  clicks_90d
from {{ ref('int_customers__backtest') }}
