-- Repeat buyers whose silence has lasted so long that the chance that they are still customers has fallen to
-- `lapse_risk_chance`. One firing per silence: the key is the last day with an order.
with silences as (

    select
      purchases.customer_id,
      {{ joined_key(['purchases.customer_id', 'purchases.last_order_date']) }} as silence_id,
      purchases.last_order_at,
      {{ age_when_alive_falls_to(ref('fit_purchases'), 'purchases.repeats', 'purchases.weeks_to_last', var('lapse_risk_chance')) }}
        as weeks,
      purchases.first_order_date
    from {{ ref('int_customers__purchases') }} as purchases
    where purchases.repeats > 0

),

moments as (

    select
      silences.*,
      -- Silences that last for ever are cut, or the date could not be written.
      {{ dbt.dateadd('day', 'cast(ceil(least(weeks, 5000) * 7) as ' ~ dbt.type_int() ~ ')', 'cast(first_order_date as ' ~ dbt.type_timestamp() ~ ')') }}
        as due_at
    from silences

)

{{ trigger_due({
  'name': 'lapse_risk', 'customer': 'customer_id', 'key': 'silence_id', 'at': 'last_order_at', 'due_at': 'due_at',
  'as_of': as_of(), 'lifetime_hours': 24 * var('lapse_risk_lifetime_days'),
}, 'moments') }}
