-- The net revenue of valid orders is the same from the enriched orders to the scores of customers,
-- less what nobody is known to have bought.
with enriched as (

    select sum(net_eur) as net_eur
    from {{ ref('int_orders__enriched') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}

),

facts as (

    select sum(net_eur) as net_eur
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}

),

segments as (

    select sum(monetary_eur) as net_eur
    from {{ ref('customer_rfm') }}

),

lifetime as (

    select sum(historic_value_eur) as net_eur
    from {{ ref('customer_ltv') }}

)

select enriched.net_eur as enriched, facts.net_eur as facts, segments.net_eur as segments, lifetime.net_eur as lifetime
from enriched
cross join facts
cross join segments
cross join lifetime
where enriched.net_eur <> facts.net_eur
  or enriched.net_eur <> segments.net_eur
  or enriched.net_eur <> lifetime.net_eur
