-- Connected components of the links: each record takes the smallest label among its neighbours,
-- then the label of that label (pointer jumping), a fixed number of times. Ranks by age make the
-- oldest record the label, so a cluster keeps its id when records join it later.
-- The test assert_clusters_have_converged fails if the passes were not enough.
with nodes as (

    select
      source_record_id,
      row_number() over (order by created_at, source_record_id) as label
    from {{ ref('int_identity__records') }}

),

neighbours as (

    select left_record_id as source_record_id, right_record_id as neighbour_id
    from {{ ref('int_identity__edges') }}
    where is_link
    union all
    select right_record_id, left_record_id
    from {{ ref('int_identity__edges') }}
    where is_link
    union all
    select source_record_id, source_record_id
    from nodes

),

linked as (

    select a.label as label, b.label as neighbour_label
    from neighbours
    inner join nodes as a on neighbours.source_record_id = a.source_record_id
    inner join nodes as b on neighbours.neighbour_id = b.source_record_id

),

pass_0 as (

    select label as node, label as label from nodes

),

{{ propagate_labels('linked', 'pass_0', var('identity_passes')) }}

, sizes as (

    select
      label,
      count(*) as cluster_size
    from pass_{{ var('identity_passes') }}
    group by label

),

weakest as (

    select
      passes.label,
      min(edges.match_weight) as min_link_weight
    from {{ ref('int_identity__edges') }} as edges
    inner join nodes on edges.left_record_id = nodes.source_record_id
    inner join pass_{{ var('identity_passes') }} as passes on nodes.label = passes.node
    where edges.is_link
    group by passes.label

)

select
  nodes.source_record_id,
  {{ dbt.concat(["'c_'", "substring(" ~ dbt.hash('oldest.source_record_id') ~ ", 1, 16)"]) }} as customer_id,
  oldest.source_record_id as oldest_record_id,
  sizes.cluster_size,
  weakest.min_link_weight
from pass_{{ var('identity_passes') }} as passes
inner join nodes on passes.node = nodes.label
inner join nodes as oldest on passes.label = oldest.label
inner join sizes on passes.label = sizes.label
left join weakest on passes.label = weakest.label
