{#-
  Features of every customer as they could be known at an instant: nothing later than `at` is read.
  The same code serves scoring (now) and back-testing (then), so the two cannot drift apart.
-#}
{% macro customer_features(at) -%}
with orders as (

    select
      customer_id,
      count(*) as orders,
      max(ordered_at) as last_order_at,
      sum(net_eur) as net_eur
    from {{ ref('int_orders__enriched') }}
    where is_valid and customer_id is not null and ordered_at <= {{ at }}
    group by customer_id

),

sessions as (

    select
      customer_id,
      count(*) as sessions_60d,
      sum(cart_additions) as cart_additions_60d
    from {{ ref('fct_sessions') }}
    where customer_id is not null
      and started_at <= {{ at }}
      and started_at > {{ dbt.dateadd('day', -60, at) }}
    group by customer_id

),

emails as (

    select
      customer_id,
      sum(clicks) as clicks_90d
    from {{ ref('int_email__engagement_daily') }}
    where engagement_date < cast({{ at }} as date)
      and engagement_date >= cast({{ dbt.dateadd('day', -90, at) }} as date)
    group by customer_id

)

select
  customers.customer_id,
  coalesce(orders.orders, 0) as orders,
  cast(ln(1 + coalesce(orders.orders, 0)) as {{ type_double() }}) as log_orders,
  -- Half a year without an order is as long as for ever.
  cast(least(coalesce({{ dbt.datediff('orders.last_order_at', at, 'day') }}, 180), 180) / 30.0 as {{ type_double() }})
    as recency_months,
  cast(ln(1 + greatest(coalesce(orders.net_eur, 0), 0)) as {{ type_double() }}) as log_net_eur,
  cast(least(coalesce(sessions.sessions_60d, 0), 10) as {{ type_double() }}) as sessions_60d,
  cast(least(coalesce(sessions.cart_additions_60d, 0), 10) as {{ type_double() }}) as cart_additions_60d,
  cast(least(coalesce(emails.clicks_90d, 0), 5) as {{ type_double() }}) as clicks_90d
from (
  select customer_id
  from {{ ref('bridge_customer_identities') }}
  group by customer_id
  having min(valid_from) <= {{ at }}
) as customers
left join orders on customers.customer_id = orders.customer_id
left join sessions on customers.customer_id = sessions.customer_id
left join emails on customers.customer_id = emails.customer_id
{%- endmacro %}
