-- How much a customer cares for a category: purchases count 5, carts 3, looks 1, each halved every
-- `affinity_half_life_days`.
with signals as (

    select customer_id, product_id, ordered_at as occurred_at, 5.0 * quantity as weight
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null
    union all
    select
      customer_id,
      product_id,
      occurred_at,
      case when event_name = 'add_to_cart' then 3.0 else 1.0 end
    from {{ ref('fct_product_events') }}
    where customer_id is not null

),

aged as (

    select
      signals.customer_id,
      products.category,
      -- Decimal, because sums of floating-point numbers depend on their order.
      cast(
        signals.weight * power(0.5, {{ dbt.datediff('signals.occurred_at', as_of(), 'day') }} / {{ var('affinity_half_life_days') }}.0)
        as decimal(18, 6)
      ) as weight
    from signals
    inner join {{ ref('dim_products') }} as products
      on signals.product_id = products.product_id
    where signals.occurred_at <= {{ as_of() }}

),

summed as (

    select customer_id, category, sum(weight) as weight
    from aged
    group by customer_id, category
    having sum(weight) > 0

)

select
  customer_id || '|' || category as customer_category_id,
  customer_id,
  category,
  cast(weight as decimal(18, 6)) as weight,
  cast(round(weight / sum(weight) over (partition by customer_id), 6) as decimal(9, 6)) as affinity,
  row_number() over (partition by customer_id order by weight desc, category) as affinity_rank
from summed
