-- Every person who asked for erasure is erased, or the request is on the list of those that match
-- nobody. Compared by count, because an unmatched request names no person.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

erased as (

    select distinct owners.person_id
    from {{ ref('dim_customers') }} as customers
    inner join owners
      on customers.customer_id = owners.customer_id
    inner join {{ ref('truth_persons') }} as persons
      on owners.person_id = persons.person_id
    where customers.is_erased and persons.is_erased = 'true'

)

select *
from (select count(*) as asked from {{ ref('truth_persons') }} where is_erased = 'true') as truth
cross join (select count(*) as erased from erased) as found
cross join (
  select count(*) as unresolved
  from {{ ref('gov_unresolved_requests') }}
  where action = 'erasure_requested'
) as waiting
where truth.asked > found.erased + waiting.unresolved
