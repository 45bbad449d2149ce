-- People planted as churned (four or more orders, none for 250 days) against loyal ones. Measured means of
-- p_alive: 0.04 and 0.61. The bounds leave room for identity errors that cut a history in two.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

means as (

    select
      avg(case when persons.behaviour = 'churned' then ltv.p_alive end) as churned,
      avg(case when persons.behaviour = 'loyal' then ltv.p_alive end) as loyal
    from {{ ref('customer_ltv') }} as ltv
    inner join owners
      on ltv.customer_id = owners.customer_id
    inner join {{ ref('truth_persons') }} as persons
      on owners.person_id = persons.person_id
    where ltv.repeats > 0

)

select *
from means
where churned is null or loyal is null or churned > 0.1 or loyal < 0.45
