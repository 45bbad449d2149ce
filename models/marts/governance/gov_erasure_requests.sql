-- Who asked to be forgotten, and when first.
select
  customer_id,
  min(occurred_at) as requested_at,
  count(*) as requests
from {{ ref('int_consent__decisions') }}
where action = 'erasure_requested' and occurred_at <= {{ as_of() }}
group by customer_id
