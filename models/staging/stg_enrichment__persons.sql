select
  record_id as enrichment_id,
  'enrichment:' || record_id as source_record_id,
  {{ clean_text('full_name') }} as full_name,
  {{ clean_email('email') }} as email,
  {{ clean_text('zip') }} as postal_code,
  country as country_code,
  {{ clean_birth_date('birth_date') }} as birth_date,
  {{ clean_text('income_band') }} as income_band,
  {{ clean_text('interest') }} as interest,
  cast(updated_at as timestamp) as updated_at
from {{ ref('enrichment_persons') }}
