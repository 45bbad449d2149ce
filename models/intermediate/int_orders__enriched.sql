-- Orders with their customer, in euros, net of refunds.
with refunds as (

    select
      order_id,
      sum(refund_amount) as refund_amount
    from {{ ref('stg_shop__refunds') }}
    group by order_id

),

priced as (

    select
      orders.*,
      bridge.customer_id,
      rates.eur_per_unit,
      coalesce(refunds.refund_amount, 0) as refund_amount,
      not orders.is_test and orders.cancelled_at is null as is_valid
    from {{ ref('stg_shop__orders') }} as orders
    left join {{ ref('bridge_customer_identities') }} as bridge
      on bridge.source_record_id = coalesce('shopify:' || orders.shop_customer_id, orders.guest_record_id)
    left join refunds
      on orders.order_id = refunds.order_id
    left join {{ ref('stg_finance__exchange_rates') }} as rates
      on orders.currency = rates.currency
      and cast({{ dbt.date_trunc('month', 'orders.ordered_at') }} as date) = rates.rate_month

)

select
  order_id,
  customer_id,
  shop_customer_id,
  guest_record_id,
  ordered_at,
  cancelled_at,
  channel,
  financial_status,
  billing_country_code,
  currency,
  total_amount,
  discount_amount,
  eur_per_unit,
  cast(round(total_amount * eur_per_unit, 2) as decimal(18, 2)) as total_eur,
  cast(round(refund_amount * eur_per_unit, 2) as decimal(18, 2)) as refund_eur,
  cast(
    case when is_valid then round(total_amount * eur_per_unit, 2) - round(refund_amount * eur_per_unit, 2) else 0 end
    as decimal(18, 2)
  ) as net_eur,
  is_test,
  is_valid,
  case
    when is_valid and customer_id is not null then
      row_number() over (partition by customer_id, is_valid order by ordered_at, order_id)
  end as customer_order_number
from priced
