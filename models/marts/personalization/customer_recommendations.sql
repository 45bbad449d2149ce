-- What to show next: neighbours of what was bought, then what sells in the favourite category, then what sells. Never what
-- the customer has, never what cannot be ordered, and bestsellers only for people who did not agree to personalization.
with customers as (

    select
      customers.customer_id,
      coalesce(consents.is_allowed, false) as is_personal
    from {{ ref('dim_customers') }} as customers
    left join {{ ref('gov_consent_current') }} as consents
      on customers.customer_id = consents.customer_id and consents.purpose = 'personalization'
    where not customers.is_erased

),

recommended as (

    {{ recommendations({
      'customer': 'customer_id', 'item': 'product_id', 'where': 'is_valid and ordered_at <= ' ~ as_of(),
      'available': 'is_orderable', 'personal': 'is_personal', 'category': 'category',
      'affinity': ref('customer_category_affinity'), 'per_customer': var('recommendations_per_customer'),
    }, 'customers', ref('fct_order_items'), ref('product_similarity'), ref('dim_products')) | indent(4) }}

)

select
  {{ joined_key(['customer_id', 'recommendation_rank']) }} as recommendation_id,
  customer_id,
  recommendation_rank,
  product_id,
  reason,
  score
from recommended
