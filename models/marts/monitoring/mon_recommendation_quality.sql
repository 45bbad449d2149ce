-- How good recommendations would have been 90 days before as_of, on what was bought since: those of
-- customer_recommendations' method beside showing everybody the same bestsellers.
{%- set cut = dbt.dateadd('day', -90, as_of()) %}
{%- set methods = ['recommended', 'bestsellers'] %}
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

{% for method in methods -%}
{{ method }} as (

    select customer_id, recommendation_rank, product_id
    from {{ ref('int_recommendations__backtest') }}
    where method = '{{ method }}'

),

{% endfor -%}
judged as (

    {% for method in methods -%}
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
