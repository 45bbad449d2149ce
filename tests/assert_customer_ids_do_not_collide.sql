-- Customer ids are shortened hashes: two clusters must not share one.
select customer_id
from {{ ref('int_identity__clusters') }}
group by customer_id
having count(distinct oldest_record_id) > 1
