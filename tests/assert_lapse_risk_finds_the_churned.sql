-- People planted as churned (four or more orders, none for 250 days) are at risk by now, loyal ones are not. Measured
-- shares of repeat buyers: 0.99 and 0.19.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

shares as (

    select
      avg(case when persons.behaviour = 'churned' then case when risks.customer_id is null then 0.0 else 1.0 end end) as churned,
      avg(case when persons.behaviour = 'loyal' then case when risks.customer_id is null then 0.0 else 1.0 end end) as loyal
    from {{ ref('int_customers__purchases') }} as purchases
    inner join owners
      on purchases.customer_id = owners.customer_id
    inner join {{ ref('truth_persons') }} as persons
      on owners.person_id = persons.person_id
    left join {{ ref('trg_lapse_risk') }} as risks
      on purchases.customer_id = risks.customer_id
    where purchases.repeats > 0
)

select *
from shares
where churned is null or loyal is null or churned < 0.9 or loyal > 0.3
