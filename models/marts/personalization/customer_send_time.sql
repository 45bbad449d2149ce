-- The hour, UTC, at which a customer opens and clicks; who has done little is thought to be like the others of the time zone.
with acts as (

    select
      events.customer_id,
      events.event_type,
      events.occurred_at,
      coalesce(customers.time_zone, 'unknown') as time_zone
    from {{ ref('fct_email_events') }} as events
    inner join {{ ref('dim_customers') }} as customers on events.customer_id = customers.customer_id
    where not events.is_machine and events.event_type in ('open', 'click') and not customers.is_erased

),

preferred as (

    {{ send_time({
      'customer': 'customer_id', 'hour': 'extract(hour from occurred_at)', 'at': 'occurred_at', 'as_of': as_of(),
      'group': 'time_zone', 'weight': "case when event_type = 'click' then 2 else 1 end",
    }, 'acts') | indent(4) }}

)

select
  customer_id,
  customer_group as time_zone,
  acts,
  preferred_hour as preferred_hour_utc,
  share
from preferred
