-- What a customer brought and may still bring. Formulas: doc block customer_ltv.
{{ config(pre_hook='{{ without_compiling() }}') }}

with history as (

    select
      *,
      case when repeats > 0 then repeat_value_eur / repeats end as mean_eur
    from {{ ref('int_customers__purchases') }}

),

estimated as (

    {{ lifetime_value({
      'customer': 'customer_id', 'frequency': 'repeats', 'recency': 'weeks_to_last', 'age': 'weeks_observed',
      'monetary': 'mean_eur', 'purchases': ref('fit_purchases'), 'spend': ref('fit_spend'),
      'months': var('ltv_months'), 'annual_rate': var('ltv_annual_rate'),
    }, 'history') | indent(4) }}

)

select
  history.customer_id,
  history.historic_value_eur,
  history.repeats,
  cast(history.weeks_to_last as decimal(9, 2)) as weeks_to_last,
  cast(history.weeks_observed as decimal(9, 2)) as weeks_observed,
  cast({{ rounded('estimated.p_alive', 6) }} as decimal(9, 6)) as p_alive,
  cast({{ rounded('estimated.expected_purchases', 4) }} as decimal(12, 4)) as expected_orders,
  cast({{ rounded('estimated.expected_spend', 2) }} as decimal(12, 2)) as expected_order_value_eur,
  cast({{ rounded('estimated.expected_value', 2) }} as decimal(12, 2)) as expected_value_eur,
  cast({{ rounded('estimated.discounted_value', 2) }} as decimal(12, 2)) as discounted_value_eur,
  {{ fitted_version(ref('fit_purchases')) }} as model_version
from history
inner join estimated on history.customer_id = estimated.customer_id
