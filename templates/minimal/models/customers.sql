{{ config(materialized='table') }}

select
    customer_id,
    count(*) as number_of_orders,
    sum(amount) as revenue,
    max(ordered_on) as last_ordered_on
from {{ ref('orders') }}
group by customer_id
