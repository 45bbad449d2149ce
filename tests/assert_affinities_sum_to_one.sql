select customer_id, sum(affinity) as total
from {{ ref('customer_category_affinity') }}
group by customer_id
having abs(sum(affinity) - 1) > 0.00001
