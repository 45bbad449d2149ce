select
  product_id,
  cast(available as {{ dbt.type_int() }}) as quantity,
  {{ to_utc('updated_at') }} as changed_at
from {{ ref('shopify_inventory') }}
