-- Sessions partition the events, and no session contains a pause longer than the timeout.
select *
from (select count(*) as events from {{ ref('int_web__events') }}) as events
cross join (select sum(events) as in_sessions from {{ ref('int_web__sessions') }}) as sessions
where events.events <> sessions.in_sessions
