-- No customer hears from one trigger twice within `trigger_cooldown_hours`.
select trigger_key
from (
  select
    trigger_key,
    fired_at,
    lag(fired_at) over (partition by customer_id, trigger_name order by fired_at, trigger_key) as previous_fired_at
  from {{ ref('act_trigger_log') }}
) as spaced
where fired_at < {{ dbt.dateadd('hour', var('trigger_cooldown_hours'), 'previous_fired_at') }}
