-- Withdrawals and erasures that name an address or account no record has: a person must look, since
-- the law does not excuse an answer that nobody could match. The address itself is never written to.
select
  events.consent_event_id,
  events.subject_type,
  events.subject_id,
  events.purpose,
  events.action,
  events.occurred_at
from {{ ref('stg_consent__events') }} as events
left join {{ ref('int_consent__decisions') }} as decisions
  on 'tool:' || events.consent_event_id = decisions.decision_id
where events.action in ('withdrawn', 'erasure_requested')
  and decisions.decision_id is null
