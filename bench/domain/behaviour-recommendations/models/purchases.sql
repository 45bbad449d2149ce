select
  coalesce(orders.customer_id, orders.email) as customer_id,
  items.product_id,
  cast(orders.created_at as timestamp with time zone) < timestamp with time zone '2025-10-01 00:00:00+00' as is_known
from read_csv('../shop/raw/shopify_order_items.csv', all_varchar = true) as items
join read_csv('../shop/raw/shopify_orders.csv', all_varchar = true) as orders on items.order_id = orders.id
where orders.test = 'false' and orders.cancelled_at is null and coalesce(orders.customer_id, orders.email) is not null
