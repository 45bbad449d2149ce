-- What the lifetime value models read. Orders of one day are one purchase, the first is not a repeat.
with days as (

    select
      customer_id,
      order_date,
      sum(net_eur) as day_eur,
      max(ordered_at) as last_at
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}
    group by customer_id, order_date

),

numbered as (

    select
      *,
      row_number() over (partition by customer_id order by order_date) as day_number
    from days

)

select
  customer_id,
  sum(day_eur) as historic_value_eur,
  min(order_date) as first_order_date,
  max(order_date) as last_order_date,
  max(last_at) as last_order_at,
  count(*) - 1 as repeats,
  cast({{ dbt.datediff('min(order_date)', 'max(order_date)', 'day') }} / 7.0 as {{ type_double() }}) as weeks_to_last,
  cast({{ dbt.datediff('min(order_date)', as_of(), 'day') }} / 7.0 as {{ type_double() }}) as weeks_observed,
  cast(coalesce(sum(case when day_number > 1 then greatest(day_eur, 0) end), 0) as {{ type_double() }})
    as repeat_value_eur
from numbered
group by customer_id
