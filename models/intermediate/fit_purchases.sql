-- Learns how often customers buy and when they cease to (BG/NBD). The likelihood of a and b is nearly
-- flat on a small shop: the penalty keeps them from running away.
{{ config(materialized='fit', fit={
  'method': 'bg_nbd', 'frequency': 'repeats', 'recency': 'weeks_to_last', 'age': 'weeks_observed',
  'penalizer': 0.0001, 'trained_at': var('as_of')
}) }}
select repeats, weeks_to_last, weeks_observed from {{ ref('int_customers__purchases') }}
