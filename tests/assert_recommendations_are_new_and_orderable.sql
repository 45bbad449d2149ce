-- Nobody is shown what they have, or what is sold out or not sold any more.
select recommendations.recommendation_id
from {{ ref('customer_recommendations') }} as recommendations
inner join {{ ref('dim_products') }} as products
  on recommendations.product_id = products.product_id
left join {{ ref('fct_order_items') }} as items
  on recommendations.customer_id = items.customer_id
  and recommendations.product_id = items.product_id
  and items.is_valid
where not products.is_orderable or items.order_item_id is not null
