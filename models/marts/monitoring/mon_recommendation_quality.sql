-- How good recommendations would have been 90 days before as_of, on what was bought since: those of
-- customer_recommendations' method beside showing everybody the same bestsellers.
{%- set cut = dbt.dateadd('day', -90, as_of()) %}
{%- set shown = {'customer': 'customer_id', 'item': 'product_id', 'per_customer': 10} %}
with earlier as (

    select customer_id, product_id
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null and ordered_at <= {{ cut }}

),

later as (

    select customer_id, product_id
    from {{ ref('fct_order_items') }}
    where is_valid and customer_id is not null and ordered_at > {{ cut }} and ordered_at <= {{ as_of() }}

),

customers as (

    select distinct customer_id from earlier

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

bestsellers as (

    {{ recommendations(dict(shown, personal='1 = 0'), 'customers', 'earlier', 'similarity', 'items') | indent(4) }}

),

judged as (

    {% for method in ['recommended', 'bestsellers'] -%}
    select '{{ method }}' as method, quality_{{ loop.index }}.*
    from (
      {{ recommendation_quality({'customer': 'customer_id', 'item': 'product_id', 'k': [5, 10]}, method, 'earlier', 'later') | indent(6) }}
    ) as quality_{{ loop.index }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
  {{ joined_key(['method', 'k']) }} as quality_id,
  method,
  k,
  customers,
  hit_rate,
  recall
from judged
