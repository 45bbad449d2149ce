-- What a customer brought and may still bring. Formulas: doc block customer_ltv.
{%- set purchases = ref('fit_purchases') %}
{%- set spend = ref('fit_spend') %}
with history as (

    select
      *,
      case when repeats > 0 then repeat_value_eur / repeats end as mean_eur
    from {{ ref('int_customers__purchases') }}

),

estimated as (

    select
      customer_id,
      historic_value_eur,
      repeats,
      weeks_to_last,
      weeks_observed,
      {{ p_alive(purchases, 'repeats', 'weeks_to_last', 'weeks_observed') }} as p_alive,
      {{ expected_purchases(purchases, 'repeats', 'weeks_to_last', 'weeks_observed', var('ltv_horizon_weeks')) }}
        as expected_orders,
      {{ expected_spend(spend, 'repeats', 'mean_eur') }} as value_per_order_eur
    from history

)

select
  customer_id,
  historic_value_eur,
  repeats,
  cast(weeks_to_last as decimal(9, 2)) as weeks_to_last,
  cast(weeks_observed as decimal(9, 2)) as weeks_observed,
  cast({{ rounded('p_alive', 6) }} as decimal(9, 6)) as p_alive,
  cast({{ rounded('expected_orders', 4) }} as decimal(12, 4)) as expected_orders,
  cast({{ rounded('value_per_order_eur', 2) }} as decimal(12, 2)) as expected_order_value_eur,
  cast({{ rounded('expected_orders * value_per_order_eur', 2) }} as decimal(12, 2)) as expected_value_eur,
  {{ fitted_version(purchases) }} as model_version
from estimated
