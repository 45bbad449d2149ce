-- Suppressing everybody would pass every leak test: of the people who said yes, at least 80 % are in the
-- audience. Measured 0.93. The rest has no valid address, bounced, or shares a mailbox with someone who said no.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

),

reached as (

    select distinct owners.person_id
    from {{ ref('act_audience') }} as audience
    inner join owners
      on audience.customer_id = owners.customer_id
    where audience.purpose = 'email_marketing'

)

select *
from (
  select
    count(*) as willing,
    count(reached.person_id) as reached
  from {{ ref('truth_persons') }} as persons
  left join reached
    on persons.person_id = reached.person_id
  where persons.email_marketing = 'granted'
) as totals
where reached < 0.8 * willing
