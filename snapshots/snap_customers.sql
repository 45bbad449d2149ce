{#-
  The golden record through time. Erasure reaches the past too: after each run the hook removes
  personal data from every version of customers who asked for it.
-#}
{% snapshot snap_customers %}
{{ config(
  unique_key='customer_id',
  strategy='timestamp',
  updated_at='updated_at',
  hard_deletes='invalidate',
  post_hook="
    update {{ this }}
    set email = null, phone = null, first_name = null, last_name = null, postal_code = null
    where customer_id in (select customer_id from {{ ref('gov_erasure_requests') }})
  ",
) }}

select
  customer_id,
  email,
  phone,
  first_name,
  last_name,
  postal_code,
  country_code,
  record_count,
  is_erased,
  updated_at
from {{ ref('dim_customers') }}

{% endsnapshot %}
