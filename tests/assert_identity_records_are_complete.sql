-- Every record of the sources is there, less those that are left out on purpose: deleted contacts,
-- blocked requesters, test orders of guests.
with expected as (

    select count(*) as records from {{ ref('stg_crm__contacts') }} where not is_deleted
    union all
    select count(*) from {{ ref('stg_crm__salesforce_contacts') }} where not is_deleted
    union all
    select count(*) from {{ ref('stg_shop__customers') }}
    union all
    select count(*) from {{ ref('stg_shop__orders') }} where guest_record_id is not null and not is_test
    union all
    select count(*) from {{ ref('stg_support__users') }} where not is_suspended
    union all
    select count(*) from {{ ref('stg_enrichment__persons') }}

)

select *
from (select sum(records) as records from expected) as expected
cross join (select count(*) as found from {{ ref('int_identity__records') }}) as found
where expected.records <> found.found
