{#-
  The crosswalk: which customer a record belongs to, with ids that survive. A cluster keeps the oldest id
  among its records; of clusters that were one, the one with the oldest record keeps the id. An id is the
  hash of the record that it was given for, so the same records in the same order give the same ids.
-#}
{% macro identity_identities(clusters) -%}
{%- if not is_incremental() -%}
select
  clusters.record_no,
  clusters.record_id,
  {{ personalization.identity_new_id('oldest.record_id') }} as customer_id,
  clusters.cluster_no,
  cast(null as {{ dbt.type_string() }}) as previous_customer_id,
  clusters.batch as changed_in,
  clusters.batch
from {{ clusters }} as clusters
inner join {{ clusters }} as oldest on clusters.cluster_no = oldest.record_no
{%- else -%}
with changed as (

    select * from {{ clusters }} where batch > (select max(batch) from {{ this }})

),

claims as (

    select changed.cluster_no, known.customer_id, min(changed.record_no) as anchor_no
    from changed
    inner join {{ this }} as known on changed.record_no = known.record_no
    group by changed.cluster_no, known.customer_id

),

-- The right to an id goes with the oldest record that has it; a cluster with rights to several keeps the oldest.
rights as (

    select cluster_no, customer_id, row_number() over (partition by cluster_no order by anchor_no) as choice
    from (
      select claims.*, row_number() over (partition by customer_id order by anchor_no) as place
      from claims
    ) as ordered
    where place = 1

),

given as (

    select
      changed.record_no,
      changed.record_id,
      coalesce(rights.customer_id, {{ personalization.identity_new_id('oldest.record_id') }}) as customer_id,
      changed.cluster_no,
      known.customer_id as known_id,
      known.previous_customer_id,
      known.changed_in,
      changed.batch
    from changed
    inner join {{ clusters }} as oldest on changed.cluster_no = oldest.record_no
    left join rights on changed.cluster_no = rights.cluster_no and rights.choice = 1
    left join {{ this }} as known on changed.record_no = known.record_no

)

select
  record_no,
  record_id,
  customer_id,
  cluster_no,
  case when known_id <> customer_id then known_id else previous_customer_id end as previous_customer_id,
  case when known_id = customer_id then changed_in else batch end as changed_in,
  batch
from given
{%- endif -%}
{%- endmacro %}

{% macro identity_new_id(record_id) -%}
  {{ dbt.concat(["'c_'", "substring(" ~ dbt.hash(record_id) ~ ", 1, 16)"]) }}
{%- endmacro %}

{#-
  The log of ids: one row for each id that records left, and the id that they went to. `merge` where nobody
  has the old id any more, `split` where others kept it. Give it the materialization incremental: it grows.
-#}
{% macro identity_id_changes(identities) -%}
select
  moved.changed_in as batch,
  case when kept.customer_id is null then 'merge' else 'split' end as change,
  moved.previous_customer_id,
  moved.customer_id,
  moved.records
from (
  select changed_in, previous_customer_id, customer_id, count(*) as records
  from {{ identities }}
  where previous_customer_id is not null
  {%- if is_incremental() %}
    and changed_in > (select coalesce(max(batch), 0) from {{ this }})
  {%- endif %}
  group by changed_in, previous_customer_id, customer_id
) as moved
left join (select distinct customer_id from {{ identities }}) as kept
  on moved.previous_customer_id = kept.customer_id
{%- endmacro %}
