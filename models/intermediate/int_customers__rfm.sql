-- Recency, frequency and monetary value of everybody with a valid order.
with orders as (

    select
      customer_id,
      max(ordered_at) as last_order_at,
      cast(count(*) as {{ dbt.type_int() }}) as frequency,
      sum(net_eur) as monetary_eur
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}
    group by customer_id

)

select
  customer_id,
  last_order_at,
  {{ dbt.datediff('last_order_at', as_of(), 'day') }} as recency_days,
  frequency,
  monetary_eur
from orders
