-- Looks at products and additions to the cart, attributed as their session is.
select
  events.event_id,
  sessions.session_id,
  sessions.customer_id,
  events.event_name,
  events.product_id,
  events.occurred_at
from {{ ref('int_web__events') }} as events
inner join {{ ref('fct_sessions') }} as sessions
  on events.visitor_id = sessions.visitor_id
  and events.occurred_at between sessions.started_at and sessions.ended_at
where events.event_name in ('view_item', 'add_to_cart') and events.product_id is not null
