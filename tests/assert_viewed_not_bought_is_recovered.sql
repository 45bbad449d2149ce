-- The last look of each person that no order followed, computed by the generator from what the person did.
-- Measured: 99 % found, 98 % right. Bounds: 95 % both.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

fired as (

    select triggers.trigger_key, truth.person_id
    from {{ ref('trg_viewed_not_bought') }} as triggers
    left join owners
      on triggers.customer_id = owners.customer_id
    left join {{ ref('truth_viewed_not_bought') }} as truth
      on owners.person_id = truth.person_id
      and triggers.product_id = truth.product_id
      and {{ same_second('truth.viewed_at', 'triggers.triggered_by_at') }}

)

select *
from (select count(*) as planted from {{ ref('truth_viewed_not_bought') }}) as truth
cross join (select count(*) as fired, count(person_id) as right_ones from fired) as found
where found.right_ones < 0.95 * truth.planted
  or found.right_ones < 0.95 * found.fired
