-- Members of one household share address, name, phone or mailbox and must not become one customer.
-- Allowed: 1 % of the households with several members; what happens comes from records without a name.
with merged as (

    select distinct persons.household_id, bridge.customer_id
    from {{ ref('bridge_customer_identities') }} as bridge
    inner join {{ ref('truth_records') }} as truth
      on bridge.source_record_id = truth.source_record_id
    inner join {{ ref('truth_persons') }} as persons
      on truth.person_id = persons.person_id
    group by persons.household_id, bridge.customer_id
    having count(distinct truth.person_id) > 1

),

shared_homes as (

    select household_id
    from {{ ref('truth_persons') }}
    group by household_id
    having count(*) > 1

)

select merged.households, homes.households as shared_households
from (select count(distinct household_id) as households from merged) as merged
cross join (select count(*) as households from shared_homes) as homes
where merged.households > 0.01 * homes.households
