-- Learns whether buyers let 60 days pass without an order, from features as they were before.
{{ config(materialized='fit', fit={
  'method': 'logistic', 'target': 'has_lapsed', 'key': 'customer_id', 'folds': 5, 'l2': 1,
  'trained_at': var('as_of')
}) }}
select
  customer_id,
  1 - has_ordered_since as has_lapsed,
  log_orders,
  recency_months,
  sessions_60d,
  clicks_90d
from {{ ref('int_customers__backtest') }}
where orders > 0
