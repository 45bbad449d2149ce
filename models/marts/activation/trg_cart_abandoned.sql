-- Last addition to the cart of a session, nothing bought by the customer on any device within
-- `cart_abandoned_minutes`. Fires only where the window has fully passed at as_of.
with carts as (

    select
      session_id,
      customer_id,
      last_cart_at,
      {{ dbt.dateadd('minute', var('cart_abandoned_minutes'), 'last_cart_at') }} as fired_at
    from {{ ref('fct_sessions') }}
    where customer_id is not null and last_cart_at is not null

),

items as (

    select
      session_id,
      product_id,
      row_number() over (partition by session_id order by occurred_at desc, event_id) as position
    from {{ ref('fct_product_events') }}
    where event_name = 'add_to_cart'

)

select
  carts.customer_id || '|cart|' || carts.session_id as trigger_key,
  carts.customer_id,
  'cart_abandoned' as trigger_name,
  carts.session_id,
  items.product_id,
  carts.last_cart_at as triggered_by_at,
  carts.fired_at,
  {{ dbt.dateadd('hour', var('trigger_lifetime_hours'), 'carts.fired_at') }} as expires_at
from carts
left join items
  on carts.session_id = items.session_id and items.position = 1
where carts.fired_at <= {{ as_of() }}
  and not exists (
    select 1
    from {{ ref('fct_orders') }} as orders
    where orders.customer_id = carts.customer_id
      and orders.ordered_at > carts.last_cart_at
      and orders.ordered_at <= carts.fired_at
  )
