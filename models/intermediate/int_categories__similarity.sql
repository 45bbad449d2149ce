-- Categories that the same people buy from.
with purchases as (

    select customer_id, category, occurred_at
    from {{ ref('int_customers__signals') }}
    where kind = 'purchase' and occurred_at <= {{ as_of() }}

),

pairs as (

    {{ item_similarity({'customer': 'customer_id', 'item': 'category', 'min_support': var('similarity_min_support')}, 'purchases') | indent(4) }}

)

select
  {{ joined_key(['category', 'similar_category']) }} as category_pair_id,
  category,
  similar_category,
  support,
  similarity,
  similarity_rank
from pairs
