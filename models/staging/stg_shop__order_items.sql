select
  id as order_item_id,
  order_id,
  product_id,
  cast(quantity as integer) as quantity,
  cast(price as {{ dbt.type_numeric() }}) as unit_price,
  cast(cast(price as {{ dbt.type_numeric() }}) * cast(quantity as integer) as {{ dbt.type_numeric() }})
    as line_amount
from {{ ref('shopify_order_items') }}
