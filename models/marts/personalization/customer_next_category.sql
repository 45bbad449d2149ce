-- The category that a customer has not bought from yet and is likeliest to.
with customers as (

    select customer_id
    from {{ ref('dim_customers') }}
    where not is_erased

),

next_categories as (

    {{ next_best_category({
      'customer': 'customer_id', 'category': 'category', 'where': "kind = 'purchase' and occurred_at <= " ~ as_of(),
    }, 'customers', ref('int_customers__signals'), ref('customer_category_affinity'), ref('int_categories__similarity'),
      ref('dim_products')) | indent(4) }}

)

select
  customer_id,
  category,
  reason,
  score
from next_categories
