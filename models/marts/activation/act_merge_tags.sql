-- What fills the blocks: the products to show and the offers that hold, as JSON. People without consent to
-- personalization get bestsellers and the offers that are for everybody.
with recommended as (

    select
      recommendations.customer_id,
      {{ json_array(json_object({
        'rank': 'recommendations.recommendation_rank',
        'product_id': 'recommendations.product_id',
        'name': 'products.product_name',
        'category': 'products.category',
        'price': 'cast(cast(products.list_price_eur as decimal(12, 2)) as ' ~ dbt.type_string() ~ ')',
        'path': "'/products/' || products.handle",
        'reason': 'recommendations.reason',
      }), 'recommendations.recommendation_rank') | indent(6) }} as recommendation_block
    from {{ ref('customer_recommendations') }} as recommendations
    inner join {{ ref('dim_products') }} as products on recommendations.product_id = products.product_id
    group by recommendations.customer_id

),

offered as (

    select
      customer_id,
      {{ json_array(json_object({
        'offer': 'variant',
        'reason': 'reason',
        'valid_to': 'cast(cast(valid_to as date) as ' ~ dbt.type_string() ~ ')',
      }), 'slot, rule_id') | indent(6) }} as offers
    from {{ ref('act_content_blocks') }}
    where slot like 'offer%'
    group by customer_id

)

select
  audience.customer_id,
  cast({{ json_array_or_empty('recommended.recommendation_block') }} as {{ dbt.type_string() }}) as recommendation_block,
  cast({{ json_array_or_empty('offered.offers') }} as {{ dbt.type_string() }}) as offers
from {{ ref('act_audience') }} as audience
left join recommended on audience.customer_id = recommended.customer_id
left join offered on audience.customer_id = offered.customer_id
where audience.purpose = 'email_marketing'
