-- Erasure reaches the golden record, its history and everything that leaves the warehouse.
with erased as (

    select customer_id from {{ ref('gov_erasure_requests') }}

)

select customer_id, 'dim_customers' as found_in
from {{ ref('dim_customers') }}
where customer_id in (select customer_id from erased)
  and coalesce(email, phone, first_name, last_name, postal_code, street, city) is not null

union all
select customer_id, 'snap_customers'
from {{ ref('snap_customers') }}
where customer_id in (select customer_id from erased)
  and coalesce(email, phone, first_name, last_name, postal_code) is not null

union all
select customer_id, 'act_destination_attributes'
from {{ ref('act_destination_attributes') }}
where customer_id in (select customer_id from erased)

union all
select customer_id, 'customer_recommendations'
from {{ ref('customer_recommendations') }}
where customer_id in (select customer_id from erased)
