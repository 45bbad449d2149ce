select
  product_id,
  product_name,
  category,
  vendor,
  handle,
  list_price_eur,
  is_active,
  created_at
from {{ ref('stg_shop__products') }}
