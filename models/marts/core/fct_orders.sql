-- Every order but test orders. Cancelled ones stay, with is_valid false and no net value.
select
  order_id,
  customer_id,
  cast(ordered_at as date) as order_date,
  ordered_at,
  cancelled_at,
  channel,
  financial_status,
  billing_country_code,
  currency,
  total_amount,
  total_eur,
  refund_eur,
  net_eur,
  is_valid,
  customer_order_number,
  customer_order_number = 1 as is_first_order
from {{ ref('int_orders__enriched') }}
where not is_test
