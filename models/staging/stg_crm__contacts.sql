-- Raw data are seeds here. Where a loader lands them in a schema, declare a source and read
-- `source('hubspot', 'contacts')` instead of the ref: nothing downstream changes.
select
  id as contact_id,
  'hubspot:' || id as source_record_id,
  {{ clean_text('property_firstname') }} as first_name,
  {{ clean_text('property_lastname') }} as last_name,
  {{ clean_email('property_email') }} as email,
  {{ clean_text('property_phone') }} as phone,
  {{ clean_text('property_address') }} as street,
  {{ clean_text('property_zip') }} as postal_code,
  {{ clean_text('property_city') }} as city,
  {{ clean_text('property_country') }} as country_code,
  {{ clean_birth_date('property_date_of_birth') }} as birth_date,
  {{ clean_text('property_shopify_customer_id') }} as shop_customer_id,
  property_lifecyclestage as lifecycle_stage,
  {{ to_boolean('property_hs_email_optout') }} as has_opted_out,
  {{ to_utc('property_createdate') }} as created_at,
  {{ to_utc('property_lastmodifieddate') }} as updated_at,
  {{ to_boolean('is_deleted') }} as is_deleted
from {{ ref('hubspot_contacts') }}
