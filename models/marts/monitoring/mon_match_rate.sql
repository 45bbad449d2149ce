-- How well records of each source find their customer, and how much waits for a human eye.
with blocks as (

    select count(distinct rule || '|' || block_key) as oversized_blocks
    from {{ ref('int_identity__blocks') }}
    where is_oversized

),

reviews as (

    select source_record_id, count(*) as review_pairs
    from (
      select left_record_id as source_record_id from {{ ref('int_identity__edges') }} where decision = 'review'
      union all
      select right_record_id from {{ ref('int_identity__edges') }} where decision = 'review'
    ) as sides
    group by source_record_id

)

select
  bridge.source,
  count(*) as records,
  count(distinct bridge.customer_id) as customers,
  count(case when customers.source_count > 1 then 1 end) as matched_records,
  cast(round(sum(case when customers.source_count > 1 then 1.0 else 0.0 end) / count(*), 4) as decimal(5, 4))
    as match_rate,
  cast(coalesce(sum(reviews.review_pairs), 0) as integer) as review_pairs,
  max(blocks.oversized_blocks) as oversized_blocks
from {{ ref('bridge_customer_identities') }} as bridge
inner join {{ ref('dim_customers') }} as customers
  on bridge.customer_id = customers.customer_id
left join reviews
  on bridge.source_record_id = reviews.source_record_id
cross join blocks
group by bridge.source
