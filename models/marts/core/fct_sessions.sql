-- Sessions of people, with the customer where a login in the session or the device tells. The
-- customer is joined here and not in the incremental table: identities move, sessions do not.
select
  sessions.session_id,
  sessions.visitor_id,
  coalesce(bridge.customer_id, visitors.customer_id) as customer_id,
  case
    when bridge.customer_id is not null then 'login'
    when visitors.customer_id is not null then 'device'
    else 'none'
  end as identified_by,
  cast(sessions.started_at as date) as session_date,
  sessions.started_at,
  sessions.ended_at,
  sessions.duration_seconds,
  sessions.events,
  sessions.page_views,
  sessions.product_views,
  sessions.cart_additions,
  sessions.checkouts,
  sessions.purchases,
  sessions.last_cart_at,
  sessions.source,
  sessions.medium,
  sessions.device_type
from {{ ref('int_web__sessions') }} as sessions
left join {{ ref('bridge_customer_identities') }} as bridge
  on bridge.source_record_id = 'shopify:' || sessions.shop_customer_id
left join {{ ref('int_web__visitors') }} as visitors
  on sessions.visitor_id = visitors.visitor_id
where not sessions.is_bot
