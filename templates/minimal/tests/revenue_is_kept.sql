-- Revenue must be the same before and after it is summed by customer. A test fails when it returns rows.
with before as (
    select sum(amount) as revenue from {{ ref('orders') }}
),

after as (
    select sum(revenue) as revenue from {{ ref('customers') }}
)

select before.revenue as before, after.revenue as after
from before
cross join after
where before.revenue <> after.revenue
