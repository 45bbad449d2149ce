-- Up to 30 September 1997, in weeks; and what came in the 39 weeks after it.
with numbered as (

    select
      customer_id,
      order_date,
      day_value,
      min(order_date) over (partition by customer_id) as first_date
    from {{ ref('cdnow_days') }}

)

select
  customer_id,
  sum(case when order_date > first_date and order_date <= date '1997-09-30' then 1 else 0 end) as frequency,
  cast({{ dbt.datediff('min(first_date)', "max(case when order_date <= date '1997-09-30' then order_date end)", 'day') }} as double) / 7 as recency,
  cast({{ dbt.datediff('min(first_date)', "date '1997-09-30'", 'day') }} as double) / 7 as age,
  avg(case when order_date > first_date and order_date <= date '1997-09-30' then day_value end) as monetary,
  sum(case when order_date > date '1997-09-30' then 1 else 0 end) as later_purchases
from numbered
group by customer_id
