-- The favourite category is one of the two that the person was planted to buy from. Measured: 0.93 of those with a
-- purchase, where chance would be 0.23.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

)

select *
from (
  select avg(case when affinity.category in (persons.first_taste, persons.second_taste) then 1.0 else 0.0 end) as right_share
  from {{ ref('customer_category_affinity') }} as affinity
  inner join {{ ref('int_customers__rfm') }} as buyers
    on affinity.customer_id = buyers.customer_id
  inner join owners
    on affinity.customer_id = owners.customer_id
  inner join {{ ref('truth_persons') }} as persons
    on owners.person_id = persons.person_id
  where affinity.affinity_rank = 1
) as recovered
where right_share is null or right_share < 0.85
