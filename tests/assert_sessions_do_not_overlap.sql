-- The next session of a visitor begins after the timeout, or it would be the same session.
select visitor_id, session_number
from (
  select
    visitor_id,
    session_number,
    started_at,
    lag(ended_at) over (partition by visitor_id order by session_number) as previous_end
  from {{ ref('int_web__sessions') }}
) as ordered
where started_at <= {{ dbt.dateadd('minute', var('session_timeout_minutes'), 'previous_end') }}
