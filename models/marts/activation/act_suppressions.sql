-- How many customers are not written to, and why: the answer to "why is the audience so small?".
select
  purpose || '|' || coalesce(suppressed_because, 'included') as suppression_id,
  purpose,
  coalesce(suppressed_because, 'included') as reason,
  count(*) as customers
from {{ ref('act_eligibility') }}
group by purpose, coalesce(suppressed_because, 'included')
