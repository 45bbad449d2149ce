select
  id as support_user_id,
  'zendesk:' || id as source_record_id,
  {{ clean_text('name') }} as full_name,
  {{ clean_email('email') }} as email,
  {{ clean_text('phone') }} as phone,
  {{ to_boolean('suspended') }} as is_suspended,
  {{ to_utc('created_at') }} as created_at,
  {{ to_utc('updated_at') }} as updated_at
from {{ ref('zendesk_users') }}
