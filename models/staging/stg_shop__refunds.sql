select
  id as refund_id,
  order_id,
  cast(amount as {{ dbt.type_numeric() }}) as refund_amount,
  {{ clean_text('note') }} as reason,
  {{ to_utc('created_at') }} as refunded_at
from {{ ref('shopify_refunds') }}
