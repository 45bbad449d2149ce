-- Connected components of the links: each record takes the smallest label among its neighbours, then
-- the label of that label (pointer jumping), until none changes. Ranks by age make the oldest record
-- the label, so a cluster keeps its id when records join it later.
{{ config(materialized='iterative', max_iterations=50) }}
with nodes as (

    select
      source_record_id,
      row_number() over (order by created_at, source_record_id) as label
    from {{ ref('int_identity__records') }}

),

state as (

    select
      nodes.source_record_id,
      nodes.label as node,
      {% if iteration == 0 %}nodes.label{% else %}previous.label{% endif %} as label
    from nodes
    {% if iteration > 0 -%}
    inner join {{ previous() }} as previous on nodes.source_record_id = previous.source_record_id
    {%- endif %}

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

lowest as (

    select
      neighbours.source_record_id,
      min(state.label) as label
    from neighbours
    inner join state on neighbours.neighbour_id = state.source_record_id
    group by neighbours.source_record_id

)

select
  lowest.source_record_id,
  state.node,
  least(lowest.label, jumped.label) as label
from lowest
inner join state on lowest.source_record_id = state.source_record_id
inner join state as own on lowest.label = own.node
inner join lowest as jumped on own.source_record_id = jumped.source_record_id
