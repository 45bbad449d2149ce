-- Who is behind a mailbox. Couples share one: then it has two owners, and nothing that arrives by
-- e-mail alone may be attributed to either.
with owners as (

    select
      records.email_key,
      clusters.customer_id,
      min(records.created_at) as first_seen_at
    from {{ ref('int_identity__records') }} as records
    inner join {{ ref('int_identity__clusters') }} as clusters
      on records.source_record_id = clusters.source_record_id
    where records.email_key is not null
    group by records.email_key, clusters.customer_id

)

select
  email_key,
  customer_id,
  first_seen_at,
  count(*) over (partition by email_key) as owner_count,
  count(*) over (partition by email_key) > 1 as is_shared
from owners
