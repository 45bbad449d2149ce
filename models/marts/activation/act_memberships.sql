-- What content rules may ask for: a row per customer, kind and value. Only people who agreed to personalization are members
-- of anything; a rule for everybody is of the kind "always".
with profiles as (

    select *
    from {{ ref('customer_profile') }}
    where personalization = 'granted' and not is_erased

)

select customer_id, 'segment' as kind, segment as value
from profiles

{% for name, test in {
  'no_order_yet': 'orders = 0',
  'has_favourite_category': 'favourite_category is not null',
  'has_recommendations': 'next_product is not null',
  'highly_engaged': "engagement_level = 'high'",
  'open_ticket': 'open_tickets > 0',
}.items() -%}
union all
select customer_id, 'attribute' as kind, '{{ name }}' as value
from profiles
where {{ test }}
{% endfor -%}

union all
select distinct profiles.customer_id, 'trigger' as kind, log.trigger_name as value
from profiles
inner join {{ ref('act_trigger_log') }} as log on profiles.customer_id = log.customer_id
where log.fired_at <= {{ as_of() }} and log.expires_at > {{ as_of() }}
