-- How much a customer cares for a category: purchases count 5, carts 3, looks 1, each halved every `affinity_half_life_days`.
with affinities as (

    {{ affinity({
      'customer': 'customer_id', 'category': 'category', 'kind': 'kind', 'at': 'occurred_at', 'quantity': 'quantity',
      'weights': {'purchase': 5, 'cart': 3, 'view': 1}, 'half_life_days': var('affinity_half_life_days'), 'as_of': as_of(),
    }, ref('int_customers__signals')) | indent(4) }}

)

select
  {{ joined_key(['customer_id', 'category']) }} as customer_category_id,
  customer_id,
  category,
  weight,
  affinity,
  affinity_rank
from affinities
