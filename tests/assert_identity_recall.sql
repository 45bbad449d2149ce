-- Of the pairs that are one person, how many share a customer. Measured 0.986 for the committed seed.
-- What is missing shares no key, or a name alone and waits for review.
with labelled as (

    select truth.source_record_id, truth.person_id, bridge.customer_id
    from {{ ref('truth_records') }} as truth
    inner join {{ ref('bridge_customer_identities') }} as bridge
      on truth.source_record_id = bridge.source_record_id

),

pairs as (

    {{ identity_pair_counts() }}

)

select *, 1.0 * right_pairs / true_pairs as identity_recall
from pairs
where right_pairs < 0.955 * true_pairs
