select
  id as consent_event_id,
  subject_type,
  case when subject_type = 'email' then {{ clean_email('subject_id') }} else subject_id end as subject_id,
  purpose,
  action,
  channel,
  {{ to_utc('occurred_at') }} as occurred_at
from {{ ref('consent_events') }}
