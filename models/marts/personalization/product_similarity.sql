-- Products bought by the same people: cosine of their buyers, shrunk where the support is small.
with bought as (

    select distinct customer_id, product_id
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}

),

-- A reseller who bought everything makes everything similar, and the join quadratic.
capped as (

    select customer_id, product_id
    from (
      select
        *,
        row_number() over (partition by customer_id order by product_id) as position
      from bought
    ) as numbered
    where position <= 200

),

buyers as (

    select product_id, count(*) as buyers
    from capped
    group by product_id

),

pairs as (

    select
      one.product_id,
      other.product_id as similar_product_id,
      count(*) as support
    from capped as one
    inner join capped as other
      on one.customer_id = other.customer_id and one.product_id <> other.product_id
    group by one.product_id, other.product_id
    having count(*) >= {{ var('similarity_min_support') }}

),

scored as (

    select
      pairs.product_id,
      pairs.similar_product_id,
      pairs.support,
      cast({{ rounded('pairs.support / sqrt(a.buyers * b.buyers) * pairs.support / (pairs.support + 5.0)', 6) }}
        as decimal(9, 6)) as similarity
    from pairs
    inner join buyers as a on pairs.product_id = a.product_id
    inner join buyers as b on pairs.similar_product_id = b.product_id

),

ranked as (

    select
      *,
      row_number() over (partition by product_id order by similarity desc, similar_product_id) as similarity_rank
    from scored

)

select
  product_id || '|' || similar_product_id as product_pair_id,
  product_id,
  similar_product_id,
  support,
  similarity,
  similarity_rank
from ranked
where similarity_rank <= 100
