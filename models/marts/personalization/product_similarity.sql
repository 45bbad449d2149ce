-- Products bought by the same people: cosine of BM25 weights, shrunk where the support is small.
with pairs as (

    {{ item_similarity({
      'customer': 'customer_id', 'item': 'product_id', 'min_support': var('similarity_min_support'),
      'where': 'is_valid and ordered_at <= ' ~ as_of(),
    }, ref('fct_order_items')) | indent(4) }}

)

select
  {{ joined_key(['product_id', 'similar_product_id']) }} as product_pair_id,
  product_id,
  similar_product_id,
  support,
  similarity,
  similarity_rank
from pairs
