select
  message_id,
  campaign,
  {{ clean_text('variant') }} as variant,
  {{ clean_email('recipient') }} as email,
  {{ clean_text('external_id') }} as shop_customer_id,
  {{ to_utc('sent_at') }} as sent_at
from {{ ref('esp_sends') }}
