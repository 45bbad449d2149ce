-- Which source record belongs to which customer. Its history is kept by snap_customer_identities.
select
  records.source_record_id,
  clusters.customer_id,
  records.source,
  records.created_at as valid_from,
  records.source_record_id = clusters.oldest_record_id as is_anchor,
  clusters.cluster_size,
  clusters.min_link_weight
from {{ ref('int_identity__records') }} as records
inner join {{ ref('int_identity__clusters') }} as clusters
  on records.source_record_id = clusters.source_record_id
