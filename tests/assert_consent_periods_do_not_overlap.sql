-- At any instant a customer has at most one answer per purpose.
select customer_id, purpose
from {{ ref('int_consent__timeline') }}
where valid_to is null
group by customer_id, purpose
having count(*) > 1
