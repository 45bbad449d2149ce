-- Learns what a purchase is worth (Gamma-Gamma).
{{ config(materialized='fit', fit={
  'method': 'gamma_gamma', 'frequency': 'repeats', 'monetary': 'mean_eur', 'trained_at': var('as_of')
}) }}
select repeats, repeat_value_eur / repeats as mean_eur
from {{ ref('int_customers__purchases') }}
where repeats > 0 and repeat_value_eur > 0
