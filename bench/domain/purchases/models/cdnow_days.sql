-- Purchases of one day are one purchase.
select
  customer_id,
  cast(order_date as date) as order_date,
  sum(value) as day_value
from read_csv('../data/cdnow.csv.gz')
group by customer_id, cast(order_date as date)
