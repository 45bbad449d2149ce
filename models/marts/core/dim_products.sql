-- Products, with what was in stock at as_of; one that the inventory does not know counts as there.
with stock as (

    select
      product_id,
      quantity,
      row_number() over (partition by product_id order by changed_at desc, quantity) as recency
    from {{ ref('stg_shop__inventory') }}
    where changed_at <= {{ as_of() }}

)

select
  products.product_id,
  products.product_name,
  products.category,
  products.vendor,
  products.handle,
  products.list_price_eur,
  products.is_active,
  stock.quantity as stock_quantity,
  products.is_active and coalesce(stock.quantity, 1) > 0 as is_orderable,
  products.created_at
from {{ ref('stg_shop__products') }} as products
left join stock on products.product_id = stock.product_id and stock.recency = 1
