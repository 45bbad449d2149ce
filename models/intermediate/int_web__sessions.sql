-- A session ends after a pause of `session_timeout_minutes`. Computed anew per visitor, see the macro sessions.
{{ config(materialized='incremental', unique_key='visitor_id', incremental_strategy='delete+insert') }}

with sessions as (

    {{ sessions({
      'visitor': 'visitor_id', 'at': 'occurred_at', 'event_id': 'event_id', 'loaded_at': '_loaded_at',
      'lookback_days': var('web_lookback_days'), 'timeout_minutes': var('session_timeout_minutes'),
      'first': ['source', 'medium', 'device_type'],
      'measures': {
        'page_views': "count(case when event_name = 'page_view' then 1 end)",
        'product_views': "count(case when event_name = 'view_item' then 1 end)",
        'cart_additions': "count(case when event_name = 'add_to_cart' then 1 end)",
        'checkouts': "count(case when event_name = 'begin_checkout' then 1 end)",
        'purchases': "count(case when event_name = 'purchase' then 1 end)",
        'last_cart_at': "max(case when event_name = 'add_to_cart' then occurred_at end)",
        'shop_customer_id': "case when count(distinct shop_customer_id) = 1 then max(shop_customer_id) end",
        'declared_bot': "max(case when lower(browser) like '%bot%' or lower(browser) like '%headless%' then 1 else 0 end)",
      },
    }, ref('int_web__events')) | indent(4) }}

)

select
  session_id,
  visitor_id,
  session_number,
  started_at,
  ended_at,
  duration_seconds,
  events,
  page_views,
  product_views,
  cart_additions,
  checkouts,
  purchases,
  last_cart_at,
  -- The login may come in the middle; two logins in one session say nothing.
  shop_customer_id,
  source,
  medium,
  device_type,
  -- Crawlers that say so, and those that click faster than anybody reads.
  declared_bot = 1 or (events >= 20 and duration_seconds < 2 * events) as is_bot,
  _loaded_at
from sessions
