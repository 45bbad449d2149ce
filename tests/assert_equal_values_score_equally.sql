-- Two customers with one recency, frequency and monetary value have one score and one segment.
select recency_days, frequency, monetary_eur
from {{ ref('customer_rfm') }}
group by recency_days, frequency, monetary_eur
having count(distinct segment) > 1
  or count(distinct recency_score) > 1
  or count(distinct frequency_score) > 1
  or count(distinct monetary_score) > 1
