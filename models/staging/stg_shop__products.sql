select
  id as product_id,
  title as product_name,
  product_type as category,
  vendor,
  handle,
  cast(price as {{ dbt.type_numeric() }}) as list_price_eur,
  status = 'active' as is_active,
  {{ to_utc('created_at') }} as created_at
from {{ ref('shopify_products') }}
