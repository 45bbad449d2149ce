-- Who was in which arm. A customer with two accounts may have received both subject lines: such
-- customers are kept, marked, and left out of the results.
select
  campaign || '|' || customer_id as assignment_id,
  campaign as experiment,
  customer_id,
  case when count(distinct variant) = 1 then max(variant) else 'both' end as arm,
  count(distinct variant) > 1 as is_contaminated,
  min(sent_at) as assigned_at
from {{ ref('int_email__messages') }}
where variant is not null and customer_id is not null
group by campaign, customer_id
