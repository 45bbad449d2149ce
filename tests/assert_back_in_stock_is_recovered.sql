-- People who looked at a product while it was sold out and had not ordered it when it came back, by person, product and
-- instant. Measured: all 54 found, 54 of the 57 that fire right. Bounds: 95 % found, 90 % right.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

fired as (

    select triggers.trigger_key, truth.person_id
    from {{ ref('trg_back_in_stock') }} as triggers
    left join owners
      on triggers.customer_id = owners.customer_id
    left join {{ ref('truth_back_in_stock') }} as truth
      on owners.person_id = truth.person_id
      and triggers.product_id = truth.product_id
      and {{ same_second('truth.back_at', 'triggers.fired_at') }}

),

planted as (

    -- What is not sold any more comes back for nobody.
    select count(*) as planted
    from {{ ref('truth_back_in_stock') }} as truth
    inner join {{ ref('dim_products') }} as products on truth.product_id = products.product_id and products.is_active

)

select *
from planted
cross join (select count(*) as fired, count(person_id) as right_ones from fired) as found
where found.right_ones < 0.95 * planted.planted
  or found.right_ones < 0.9 * found.fired
