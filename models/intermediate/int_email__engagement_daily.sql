-- What customers did with their mail, per day. Opens by machines (privacy proxies, scanners) do not
-- count as opens.
with actions as (

    select customer_id, sent_at as occurred_at, 'send' as action
    from {{ ref('int_email__messages') }}
    union all
    select messages.customer_id, events.occurred_at, events.event_type
    from {{ ref('int_email__events') }} as events
    inner join {{ ref('int_email__messages') }} as messages
      on events.message_id = messages.message_id
    where not events.is_machine

)

select
  {{ dbt.concat(['customer_id', "'|'", 'cast(cast(occurred_at as date) as ' ~ dbt.type_string() ~ ')']) }}
    as customer_day_id,
  customer_id,
  cast(occurred_at as date) as engagement_date,
  count(case when action = 'send' then 1 end) as sends,
  count(case when action = 'open' then 1 end) as opens,
  count(case when action = 'click' then 1 end) as clicks,
  count(case when action = 'bounce' then 1 end) as bounces,
  count(case when action = 'unsubscribe' then 1 end) as unsubscribes
from actions
where customer_id is not null
group by customer_id, cast(occurred_at as date)
