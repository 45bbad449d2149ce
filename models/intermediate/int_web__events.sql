-- One row per event, however often it was delivered. Runs read what was loaded since the last run
-- and a little before; a repeated delivery never replaces the first, so the table is the same as
-- after a full refresh.
{{ config(materialized='incremental', unique_key='event_id', incremental_strategy='delete+insert') }}

with deliveries as (

    select *
    from {{ ref('stg_web__events') }} as events
    {% if is_incremental() -%}
    where events._loaded_at >= (
      select {{ lookback_start('_loaded_at') }} from {{ this }}
    )
    and not exists (
      select 1
      from {{ this }} as known
      where known.event_id = events.event_id and known._loaded_at < events._loaded_at
    )
    {%- endif %}

),

numbered as (

    select
      *,
      -- Two real events may collide in one id: keep the one that knows more, and always the same.
      row_number() over (
        partition by event_id
        order by _loaded_at, case when shop_customer_id is null then 1 else 0 end, shop_customer_id, source, medium, page_path, browser
      ) as delivery
    from deliveries

)

select
  event_id,
  visitor_id,
  shop_customer_id,
  event_name,
  occurred_at,
  page_path,
  product_id,
  order_id,
  source,
  medium,
  device_type,
  browser,
  _loaded_at
from numbered
where delivery = 1
