-- A product that a customer looked at while it was sold out, and has not bought since, can be had again.
with purchases as (

    select items.customer_id, items.product_id, orders.ordered_at
    from {{ ref('fct_order_items') }} as items
    inner join {{ ref('fct_orders') }} as orders on items.order_id = orders.order_id

),

fired as (

    {{ trigger_back_in_stock({
      'customer': 'customer_id', 'item': 'product_id', 'at': 'occurred_at', 'stock_at': 'changed_at', 'quantity': 'quantity',
      'where': "source.event_name = 'view_item'", 'stop_at': 'ordered_at', 'as_of': as_of(),
      'lifetime_hours': var('trigger_lifetime_hours'),
    }, ref('stg_shop__inventory'), ref('fct_product_events'), 'purchases') | indent(4) }}

)

select fired.*
from fired
inner join {{ ref('dim_products') }} as products on fired.product_id = products.product_id and products.is_active
