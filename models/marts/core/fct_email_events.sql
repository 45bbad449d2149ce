-- What happened to messages, with the customer where one is known.
select
  events.event_id,
  events.message_id,
  messages.customer_id,
  messages.campaign,
  messages.variant,
  events.event_type,
  events.is_machine,
  messages.sent_at,
  events.occurred_at,
  cast(events.occurred_at as date) as event_date
from {{ ref('int_email__events') }} as events
inner join {{ ref('int_email__messages') }} as messages
  on events.message_id = messages.message_id
