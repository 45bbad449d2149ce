-- What customers would have been shown 90 days before as_of, by the method of customer_recommendations and, beside it, the
-- same bestsellers for everybody, for those who bought since: mon_recommendation_quality judges it by what that was.
{%- set cut = dbt.dateadd('day', -90, as_of()) %}
{%- set shown = {'customer': 'customer_id', 'item': 'product_id', 'per_customer': 10} %}
with earlier as (

    select customer_id, product_id
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null and ordered_at <= {{ cut }}

),

customers as (

    select distinct earlier.customer_id
    from earlier
    inner join {{ ref('fct_orders') }} as orders
      on earlier.customer_id = orders.customer_id
      and orders.is_valid
      and orders.ordered_at > {{ cut }}
      and orders.ordered_at <= {{ as_of() }}

),

items as (

    select distinct product_id from earlier

),

similarity as (

    {{ item_similarity({'customer': 'customer_id', 'item': 'product_id', 'min_support': var('similarity_min_support')}, 'earlier') | indent(4) }}

),

recommended as (

    {{ recommendations(shown, 'customers', 'earlier', 'similarity', 'items') | indent(4) }}

),

nothing_alike as (

    select product_id, product_id as similar_product_id, 0 as similarity
    from items
    where 1 = 0

),

bestsellers as (

    {{ recommendations(shown, 'customers', 'earlier', 'nothing_alike', 'items') | indent(4) }}

)

{% for method in ['recommended', 'bestsellers'] -%}
select
  {{ joined_key(["'" ~ method ~ "'", 'customer_id', 'recommendation_rank']) }} as shown_id,
  '{{ method }}' as method,
  customer_id,
  recommendation_rank,
  product_id
from {{ method }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
