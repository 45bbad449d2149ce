-- Who may be written to, per purpose. Everything that leaves the warehouse joins this table.
select
  eligibility_id as audience_id,
  customer_id,
  purpose,
  email
from {{ ref('act_eligibility') }}
where suppressed_because is null
