-- What a customer brought and may still bring. Formulas: doc block customer_ltv.
{%- set expected_orders = 'p_alive * orders_per_week * ' ~ var('ltv_horizon_weeks') %}
with parameters as (

    select
      model_version,
      {% for parameter in ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] -%}
      max(case when parameter = '{{ parameter }}' then value end) as {{ parameter }}{{ "," if not loop.last }}
      {% endfor -%}
    from {{ ref('ltv_parameters') }}
    group by model_version

),

-- Orders of one day are one purchase, and the first purchase is not a repeat.
days as (

    select
      customer_id,
      order_date,
      sum(net_eur) as day_eur
    from {{ ref('fct_orders') }}
    where is_valid and customer_id is not null and ordered_at <= {{ as_of() }}
    group by customer_id, order_date

),

numbered as (

    select
      *,
      row_number() over (partition by customer_id order by order_date) as day_number
    from days

),

history as (

    select
      customer_id,
      sum(day_eur) as historic_value_eur,
      count(*) - 1 as repeats,
      {{ dbt.datediff('min(order_date)', 'max(order_date)', 'day') }} / 7.0 as weeks_to_last,
      {{ dbt.datediff('min(order_date)', as_of(), 'day') }} / 7.0 as weeks_observed,
      coalesce(sum(case when day_number > 1 then greatest(day_eur, 0) end), 0) as repeat_value_eur
    from numbered
    group by customer_id

),

estimated as (

    select
      history.*,
      parameters.model_version,
      case
        when repeats = 0 then 1.0
        else 1 / (1 + a / (b + repeats - 1)
          * power((alpha + weeks_observed) / (alpha + weeks_to_last), r + repeats))
      end as p_alive,
      (r + repeats) / (alpha + weeks_observed) as orders_per_week,
      p * (v + repeat_value_eur) / (p * repeats + q - 1) as value_per_order_eur
    from history
    cross join parameters

)

select
  customer_id,
  historic_value_eur,
  repeats,
  cast(weeks_to_last as decimal(9, 2)) as weeks_to_last,
  cast(weeks_observed as decimal(9, 2)) as weeks_observed,
  cast({{ rounded('p_alive', 6) }} as decimal(9, 6)) as p_alive,
  cast({{ rounded(expected_orders, 4) }} as decimal(12, 4)) as expected_orders,
  cast({{ rounded('value_per_order_eur', 2) }} as decimal(12, 2)) as expected_order_value_eur,
  cast({{ rounded(expected_orders ~ ' * value_per_order_eur', 2) }} as decimal(12, 2))
    as expected_value_eur,
  model_version
from estimated
