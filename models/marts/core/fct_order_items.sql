select
  items.order_item_id,
  items.order_id,
  orders.customer_id,
  items.product_id,
  orders.order_date,
  orders.ordered_at,
  items.quantity,
  items.unit_price,
  cast(round(items.line_amount * enriched.eur_per_unit, 2) as decimal(18, 2)) as line_eur,
  orders.is_valid
from {{ ref('stg_shop__order_items') }} as items
inner join {{ ref('fct_orders') }} as orders
  on items.order_id = orders.order_id
inner join {{ ref('int_orders__enriched') }} as enriched
  on items.order_id = enriched.order_id
