-- Of the pairs that share a customer, how many are one person. Measured 0.997 for the committed seed.
-- A wrong merge shows one person the data of another: the bound is near.
with labelled as (

    select truth.source_record_id, truth.person_id, bridge.customer_id
    from {{ ref('truth_records') }} as truth
    inner join {{ ref('bridge_customer_identities') }} as bridge
      on truth.source_record_id = bridge.source_record_id

),

pairs as (

    {{ identity_pair_counts() }}

)

select *, 1.0 * right_pairs / found_pairs as identity_precision
from pairs
where right_pairs < 0.99 * found_pairs
