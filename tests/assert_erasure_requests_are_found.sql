-- Every person who asked for erasure is erased in at least one identity; more would be a recall matter.
with owners as (

    {{ true_owners() }}

),

erased as (

    select distinct owners.person_id
    from {{ ref('dim_customers') }} as customers
    inner join owners
      on customers.customer_id = owners.customer_id
    where customers.is_erased

)

select persons.person_id
from {{ ref('truth_persons') }} as persons
left join erased
  on persons.person_id = erased.person_id
where persons.is_erased = 'true' and erased.person_id is null
