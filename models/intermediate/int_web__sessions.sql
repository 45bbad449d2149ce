-- A session ends after a pause of `session_timeout_minutes`. A late event may join two sessions or
-- split none, so a visitor with anything new is computed anew as a whole and replaces what was
-- there: the unique key is the visitor, not the session.
{{ config(materialized='incremental', unique_key='visitor_id', incremental_strategy='delete+insert') }}

with events as (

    select *
    from {{ ref('int_web__events') }}
    {% if is_incremental() -%}
    where visitor_id in (
      select visitor_id
      from {{ ref('int_web__events') }}
      where _loaded_at >= (
        select {{ lookback_start('_loaded_at') }} from {{ this }}
      )
    )
    {%- endif %}

),

paused as (

    select
      *,
      case
        when occurred_at > {{ dbt.dateadd('minute', var('session_timeout_minutes'), 'lag(occurred_at) over (partition by visitor_id order by occurred_at, event_id)') }}
        then 1 else 0
      end as starts_session
    from events

),

numbered as (

    select
      *,
      1 + sum(starts_session) over (
        partition by visitor_id order by occurred_at, event_id rows unbounded preceding
      ) as session_number
    from paused

),

ordered as (

    select
      *,
      row_number() over (partition by visitor_id, session_number order by occurred_at, event_id) as position
    from numbered

),

sessions as (

    select
      max(case when position = 1 then event_id end) as session_id,
      visitor_id,
      cast(session_number as integer) as session_number,
      min(occurred_at) as started_at,
      max(occurred_at) as ended_at,
      count(*) as events,
      count(case when event_name = 'page_view' then 1 end) as page_views,
      count(case when event_name = 'view_item' then 1 end) as product_views,
      count(case when event_name = 'add_to_cart' then 1 end) as cart_additions,
      count(case when event_name = 'begin_checkout' then 1 end) as checkouts,
      count(case when event_name = 'purchase' then 1 end) as purchases,
      max(case when event_name = 'add_to_cart' then occurred_at end) as last_cart_at,
      -- The login may come in the middle; two logins in one session say nothing.
      case when count(distinct shop_customer_id) = 1 then max(shop_customer_id) end as shop_customer_id,
      max(case when position = 1 then source end) as source,
      max(case when position = 1 then medium end) as medium,
      max(case when position = 1 then device_type end) as device_type,
      max(case when lower(browser) like '%bot%' or lower(browser) like '%headless%' then 1 else 0 end)
        as declared_bot,
      max(_loaded_at) as _loaded_at
    from ordered
    group by visitor_id, session_number

)

select
  session_id,
  visitor_id,
  session_number,
  started_at,
  ended_at,
  {{ dbt.datediff('started_at', 'ended_at', 'second') }} as duration_seconds,
  events,
  page_views,
  product_views,
  cart_additions,
  checkouts,
  purchases,
  last_cart_at,
  shop_customer_id,
  source,
  medium,
  device_type,
  -- Crawlers that say so, and those that click faster than anybody reads.
  declared_bot = 1
    or (events >= 20 and {{ dbt.datediff('started_at', 'ended_at', 'second') }} < 2 * events) as is_bot,
  _loaded_at
from sessions
