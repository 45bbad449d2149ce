-- The file has no event ids: its order says which of two events of one second came first.
select event_no, user_id, session_id as labelled_session, event, platform, "timestamp" as occurred_at
from (
  select row_number() over () as event_no, *
  from read_csv('../data/ecom.csv.gz')
) as numbered
where hash(event_no, {{ var('seed') }}) % {{ var('batches') }} < {{ var('arrived') }}
