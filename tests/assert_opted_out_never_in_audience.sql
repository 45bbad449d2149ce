-- The truth about people, not about addresses: nobody who ended with "no" or never said "yes" is in the
-- e-mail audience, through any of their identities. No tolerance.
{{ config(enabled=var('as_of') == var('truth_as_of')) }}

with owners as (

    {{ true_owners() }}

)

select audience.customer_id, persons.person_id, persons.email_marketing
from {{ ref('act_audience') }} as audience
inner join owners
  on audience.customer_id = owners.customer_id
inner join {{ ref('truth_persons') }} as persons
  on owners.person_id = persons.person_id
where audience.purpose = 'email_marketing'
  and persons.email_marketing <> 'granted'
