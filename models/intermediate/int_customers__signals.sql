-- What customers did that shows what they care for: a row per act, with the category where it is about a product.
select
  items.customer_id,
  'purchase' as kind,
  items.ordered_at as occurred_at,
  items.quantity,
  products.category
from {{ ref('fct_order_items') }} as items
inner join {{ ref('dim_products') }} as products on items.product_id = products.product_id
where items.is_valid and items.customer_id is not null

union all
select
  events.customer_id,
  case when events.event_name = 'add_to_cart' then 'cart' else 'view' end as kind,
  events.occurred_at,
  1 as quantity,
  products.category
from {{ ref('fct_product_events') }} as events
inner join {{ ref('dim_products') }} as products on events.product_id = products.product_id
where events.customer_id is not null

union all
select
  customer_id,
  'visit' as kind,
  started_at as occurred_at,
  1 as quantity,
  cast(null as {{ dbt.type_string() }}) as category
from {{ ref('fct_sessions') }}
where customer_id is not null

union all
select
  customer_id,
  event_type as kind,
  occurred_at,
  1 as quantity,
  cast(null as {{ dbt.type_string() }}) as category
from {{ ref('fct_email_events') }}
where customer_id is not null and not is_machine and event_type in ('open', 'click')
