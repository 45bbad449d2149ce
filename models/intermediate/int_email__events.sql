-- Events of messages. They never change, so a run reads only what is new and a little before. No
-- customer here: identities move, events do not; fct_email_events joins them.
{{ config(materialized='incremental', unique_key='event_id', incremental_strategy='delete+insert') }}

select
  event_id,
  message_id,
  event_type,
  is_machine,
  occurred_at
from {{ ref('stg_email__events') }}
{% if is_incremental() -%}
where occurred_at >= (
  select {{ lookback_start('occurred_at') }} from {{ this }}
)
{%- endif %}
