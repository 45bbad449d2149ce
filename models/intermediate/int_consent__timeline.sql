-- What a customer's answer was, from when to when. An erasure withdraws everything.
with purposes as (

    select distinct purpose
    from {{ ref('stg_consent__events') }}
    where purpose <> 'all'

),

decisions as (

    select
      decisions.customer_decision_id,
      decisions.customer_id,
      purposes.purpose,
      case when decisions.action = 'granted' then 'granted' else 'withdrawn' end as status,
      decisions.channel,
      decisions.occurred_at
    from {{ ref('int_consent__decisions') }} as decisions
    inner join purposes
      on decisions.purpose in (purposes.purpose, 'all')

)

select
  customer_decision_id || '|' || purpose as consent_period_id,
  customer_id,
  purpose,
  status,
  channel,
  occurred_at as valid_from,
  -- At the same instant, "withdrawn" sorts after "granted" and therefore holds.
  lead(occurred_at) over (
    partition by customer_id, purpose order by occurred_at, status, customer_decision_id
  ) as valid_to
from decisions
