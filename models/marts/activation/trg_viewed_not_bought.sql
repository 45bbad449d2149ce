-- The last product that a customer looked at, no order within `viewed_not_bought_hours` since.
with looks as (

    select
      event_id,
      customer_id,
      product_id,
      occurred_at,
      row_number() over (partition by customer_id order by occurred_at desc, event_id) as position
    from {{ ref('fct_product_events') }}
    where event_name = 'view_item' and customer_id is not null

),

last_looks as (

    select
      *,
      {{ dbt.dateadd('hour', var('viewed_not_bought_hours'), 'occurred_at') }} as fired_at
    from looks
    where position = 1

)

select
  last_looks.customer_id || '|view|' || last_looks.event_id as trigger_key,
  last_looks.customer_id,
  'viewed_not_bought' as trigger_name,
  last_looks.product_id,
  last_looks.occurred_at as triggered_by_at,
  last_looks.fired_at,
  {{ dbt.dateadd('hour', var('trigger_lifetime_hours'), 'last_looks.fired_at') }} as expires_at
from last_looks
where last_looks.fired_at <= {{ as_of() }}
  and not exists (
    select 1
    from {{ ref('fct_orders') }} as orders
    where orders.customer_id = last_looks.customer_id
      and orders.ordered_at > last_looks.occurred_at
      and orders.ordered_at <= last_looks.fired_at
  )
