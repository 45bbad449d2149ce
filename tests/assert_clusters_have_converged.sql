-- Both ends of every link have one label.
select edges.left_record_id, edges.right_record_id
from {{ ref('int_identity__edges') }} as edges
inner join {{ ref('int_identity__clusters') }} as l
  on edges.left_record_id = l.source_record_id
inner join {{ ref('int_identity__clusters') }} as r
  on edges.right_record_id = r.source_record_id
where edges.is_link and l.customer_id <> r.customer_id
