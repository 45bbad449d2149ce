-- Salesforce writes offsets as +0000, which no warehouse reads: cut them, they are always zero.
select
  id as contact_id,
  'salesforce:' || id as source_record_id,
  {{ clean_text('firstname') }} as first_name,
  {{ clean_text('lastname') }} as last_name,
  {{ clean_email('email') }} as email,
  {{ clean_text('mobilephone') }} as phone,
  {{ clean_text('mailingstreet') }} as street,
  {{ clean_text('mailingpostalcode') }} as postal_code,
  {{ clean_text('mailingcity') }} as city,
  {{ clean_text('mailingcountrycode') }} as country_code,
  {{ clean_birth_date('birthdate') }} as birth_date,
  {{ to_boolean('hasoptedoutofemail') }} as has_opted_out,
  cast(replace(createddate, '+0000', '') as timestamp) as created_at,
  cast(replace(systemmodstamp, '+0000', '') as timestamp) as updated_at,
  {{ to_boolean('isdeleted') }} as is_deleted
from {{ ref('salesforce_contacts') }}
