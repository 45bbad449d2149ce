-- The features as they were 60 days ago, and what happened since: the coefficients are fitted on
-- this table, and mon_score_quality judges them with it.
{%- set at = dbt.dateadd('day', -60, as_of()) %}
with features as (

    {{ customer_features(at) }}

)

select
  features.*,
  case when later.customer_id is null then 0 else 1 end as has_ordered_since
from features
left join (
  select distinct customer_id
  from {{ ref('int_orders__enriched') }}
  where is_valid and ordered_at > {{ at }} and ordered_at <= {{ as_of() }}
) as later
  on features.customer_id = later.customer_id
