select
  event_id,
  message_id,
  event as event_type,
  {{ to_boolean('machine') }} as is_machine,
  {{ to_utc('timestamp') }} as occurred_at
from {{ ref('esp_events') }}
