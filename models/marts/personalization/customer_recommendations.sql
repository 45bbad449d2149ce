-- What to show next: neighbours of what was bought, then what sells in the favourite category, then
-- what sells. Never what the customer has, never what cannot be ordered.
with bought as (

    select distinct customer_id, product_id
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null

),

popularity as (

    select
      products.product_id,
      products.category,
      count(distinct items.customer_id) as buyers
    from {{ ref('dim_products') }} as products
    left join {{ ref('fct_order_items') }} as items
      on products.product_id = items.product_id and items.is_valid
    where products.is_active
    group by products.product_id, products.category

),

candidates as (

    select
      bought.customer_id,
      similarity.similar_product_id as product_id,
      1 as tier,
      sum(similarity.similarity) as score
    from bought
    inner join {{ ref('product_similarity') }} as similarity
      on bought.product_id = similarity.product_id
    group by bought.customer_id, similarity.similar_product_id

    union all
    select affinity.customer_id, popularity.product_id, 2, popularity.buyers
    from {{ ref('customer_category_affinity') }} as affinity
    inner join popularity on affinity.category = popularity.category
    where affinity.affinity_rank = 1

    union all
    select customers.customer_id, popularity.product_id, 3, popularity.buyers
    from {{ ref('dim_customers') }} as customers
    cross join popularity
    where not customers.is_erased

),

best as (

    select
      candidates.customer_id,
      candidates.product_id,
      candidates.tier,
      candidates.score,
      row_number() over (
        partition by candidates.customer_id, candidates.product_id order by candidates.tier
      ) as reason_rank
    from candidates
    inner join popularity
      on candidates.product_id = popularity.product_id
    inner join {{ ref('dim_customers') }} as customers
      on candidates.customer_id = customers.customer_id and not customers.is_erased
    left join bought
      on candidates.customer_id = bought.customer_id and candidates.product_id = bought.product_id
    where bought.product_id is null

),

ranked as (

    select
      *,
      row_number() over (partition by customer_id order by tier, score desc, product_id) as recommendation_rank
    from best
    where reason_rank = 1

)

select
  customer_id || '|' || cast(recommendation_rank as {{ dbt.type_string() }}) as recommendation_id,
  customer_id,
  recommendation_rank,
  product_id,
  case tier when 1 then 'similar_to_bought' when 2 then 'favourite_category' else 'bestseller' end as reason,
  cast(score as decimal(18, 6)) as score
from ranked
where recommendation_rank <= {{ var('recommendations_per_customer') }}
