-- Amounts stay in the currency of the order; int_orders__enriched converts them.
select
  id as order_id,
  {{ clean_text('customer_id') }} as shop_customer_id,
  case when customer_id is null then 'shopify_guest:' || id end as guest_record_id,
  {{ clean_email('email') }} as email,
  {{ clean_text('billing_name') }} as billing_name,
  {{ clean_text('billing_zip') }} as billing_postal_code,
  billing_country_code,
  currency,
  cast(total_price as {{ dbt.type_numeric() }}) as total_amount,
  cast(total_discounts as {{ dbt.type_numeric() }}) as discount_amount,
  financial_status,
  source_name as channel,
  {{ to_boolean('test') }} as is_test,
  {{ to_utc('created_at') }} as ordered_at,
  {{ to_utc('cancelled_at') }} as cancelled_at
from {{ ref('shopify_orders') }}
