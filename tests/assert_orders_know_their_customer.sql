-- Every order that is not a test has a customer: by account or as a guest.
select order_id
from {{ ref('fct_orders') }}
where customer_id is null
