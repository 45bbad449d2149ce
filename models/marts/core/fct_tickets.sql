select
  tickets.ticket_id,
  bridge.customer_id,
  cast(tickets.opened_at as date) as opened_date,
  tickets.opened_at,
  tickets.solved_at,
  {{ dbt.datediff('tickets.opened_at', 'tickets.solved_at', 'hour') }} as hours_to_solve,
  tickets.subject,
  tickets.status,
  tickets.priority,
  tickets.satisfaction
from {{ ref('stg_support__tickets') }} as tickets
left join {{ ref('bridge_customer_identities') }} as bridge
  on bridge.source_record_id = 'zendesk:' || tickets.support_user_id
