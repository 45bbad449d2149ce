select
  id as shop_customer_id,
  'shopify:' || id as source_record_id,
  {{ clean_text('first_name') }} as first_name,
  {{ clean_text('last_name') }} as last_name,
  {{ clean_email('email') }} as email,
  {{ clean_text('phone') }} as phone,
  {{ clean_text('address1') }} as street,
  {{ clean_text('zip') }} as postal_code,
  {{ clean_text('city') }} as city,
  country_code,
  currency,
  {{ to_boolean('verified_email') }} as is_email_verified,
  state = 'enabled' as is_enabled,
  {{ to_utc('created_at') }} as created_at,
  {{ to_utc('updated_at') }} as updated_at
from {{ ref('shopify_customers') }}
