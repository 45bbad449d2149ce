-- GA4 has no event id: visitor, instant and name identify an event, and the product tells apart two
-- that share all three. Repeated deliveries keep the same id; int_web__events keeps one of them.
select
  {{ dbt.hash(dbt.concat(["user_pseudo_id", "'|'", "event_timestamp", "'|'", "event_name", "'|'", "coalesce(item_id, '')"])) }}
    as event_id,
  user_pseudo_id as visitor_id,
  {{ clean_text('user_id') }} as shop_customer_id,
  event_name,
  {{ from_micros('cast(event_timestamp as bigint)') }} as occurred_at,
  page_path,
  {{ clean_text('item_id') }} as product_id,
  {{ clean_text('transaction_id') }} as order_id,
  source,
  medium,
  device as device_type,
  browser,
  {{ to_utc('loaded_at') }} as _loaded_at
from {{ ref('ga4_events') }}
