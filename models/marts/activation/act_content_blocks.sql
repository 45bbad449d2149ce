-- Which variant each slot of the e-mail shows. The rules are a seed: per slot, the first whose
-- condition holds. Without consent to personalization only the condition "always" holds.
with profiles as (

    select profiles.*
    from {{ ref('customer_profile') }} as profiles
    inner join {{ ref('act_audience') }} as audience
      on profiles.customer_id = audience.customer_id and audience.purpose = 'email_marketing'

),

active_triggers as (

    select customer_id, trigger_name
    from {{ ref('trg_cart_abandoned') }}
    where expires_at > {{ as_of() }}
    {{ union_distinct() }}
    select customer_id, trigger_name
    from {{ ref('trg_viewed_not_bought') }}
    where expires_at > {{ as_of() }}

),

{% set conditions = {
  'segment_at_risk': "segment in ('At-Risk', 'Lost')",
  'segment_high_value': "segment in ('High-Value', 'Loyal')",
  'no_order_yet': "orders = 0",
  'has_favourite_category': "favourite_category is not null",
  'has_recommendations': "next_product is not null",
  'open_ticket': "open_tickets > 0",
} -%}
conditions as (

    {% for name, test in conditions.items() -%}
    select customer_id, '{{ name }}' as condition
    from profiles
    where personalization = 'granted' and {{ test }}
    union all
    {% endfor -%}
    select profiles.customer_id, active_triggers.trigger_name
    from profiles
    inner join active_triggers on profiles.customer_id = active_triggers.customer_id
    where profiles.personalization = 'granted'
    union all
    select customer_id, 'always'
    from profiles

),

ranked as (

    select
      conditions.customer_id,
      rules.slot,
      rules.rule_id,
      rules.variant,
      rules.condition as reason,
      row_number() over (partition by conditions.customer_id, rules.slot order by rules.priority, rules.rule_id)
        as rule_rank
    from conditions
    inner join {{ ref('content_rules') }} as rules
      on conditions.condition = rules.condition

)

select
  customer_id || '|' || slot as content_block_id,
  customer_id,
  slot,
  rule_id,
  variant,
  reason
from ranked
where rule_rank = 1
