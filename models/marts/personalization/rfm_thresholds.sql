-- The bounds of the RFM scores, kept: computed from the customers of the day, then again after `rfm_refresh_days`.
{{ config(materialized='incremental', incremental_strategy='append') }}

{{ rfm_thresholds({
  'customer': 'customer_id', 'recency_days': 'recency_days', 'frequency': 'frequency', 'monetary': 'monetary_eur',
  'as_of': as_of(), 'refresh_days': var('rfm_refresh_days'),
}, ref('int_customers__rfm')) }}
