select
  id as ticket_id,
  requester_id as support_user_id,
  subject,
  status,
  priority,
  satisfaction,
  {{ to_utc('created_at') }} as opened_at,
  {{ to_utc('solved_at') }} as solved_at
from {{ ref('zendesk_tickets') }}
