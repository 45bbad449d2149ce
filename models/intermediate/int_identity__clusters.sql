-- Which record belongs to which customer: the components that int_identity__labels found.
with labels as (

    select source_record_id, node, label from {{ ref('int_identity__labels') }}

),

sizes as (

    select
      label,
      count(*) as cluster_size
    from labels
    group by label

),

weakest as (

    select
      labels.label,
      min(edges.match_weight) as min_link_weight
    from {{ ref('int_identity__edges') }} as edges
    inner join labels on edges.left_record_id = labels.source_record_id
    where edges.is_link
    group by labels.label

)

select
  labels.source_record_id,
  {{ dbt.concat(["'c_'", "substring(" ~ dbt.hash('oldest.source_record_id') ~ ", 1, 16)"]) }} as customer_id,
  oldest.source_record_id as oldest_record_id,
  sizes.cluster_size,
  weakest.min_link_weight
from labels
inner join labels as oldest on labels.label = oldest.node
inner join sizes on labels.label = sizes.label
left join weakest on labels.label = weakest.label
