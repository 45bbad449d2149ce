-- Refunds with the customer whose order it was.
select
  refunds.refund_id,
  refunds.order_id,
  orders.customer_id,
  refunds.refund_amount,
  refunds.refunded_at
from {{ ref('stg_shop__refunds') }} as refunds
inner join {{ ref('int_orders__enriched') }} as orders on refunds.order_id = orders.order_id
