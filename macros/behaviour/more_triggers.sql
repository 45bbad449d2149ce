{#-
  Something that somebody wanted is there again: they looked at it (a row of `interest`) while it was sold out, or up to
  `interest_days` before, and have not bought it since (`stops`). `stock` has a row per item and change of its quantity.
-#}
{% macro trigger_back_in_stock(config, stock, interest, stops) -%}
{%- set s = personalization.behaviour_settings('trigger_back_in_stock', config, ['customer', 'item', 'at', 'stock_at', 'quantity'], {
  'name': 'back_in_stock', 'stock_item': config.get('item'), 'stop_customer': config.get('customer'), 'stop_item': config.get('item'),
  'stop_at': config.get('at'), 'where': none, 'stop_where': none, 'interest_days': 0, 'as_of': none, 'lifetime_hours': 72,
}) -%}
{%- set until = s.as_of or '(select max(' ~ s.stock_at ~ ') from ' ~ stock ~ ')' -%}
with changes as (

    select
      {{ s.stock_item }} as item_id,
      {{ s.stock_at }} as changed_at,
      {{ s.quantity }} > 0 as is_available,
      lag({{ s.quantity }}) over (partition by {{ s.stock_item }} order by {{ s.stock_at }}) > 0 as was_available
    from {{ stock }} as source
    where {{ s.stock_item }} is not null and {{ s.quantity }} is not null and {{ s.stock_at }} <= {{ until }}

),

turns as (

    select
      item_id,
      changed_at,
      is_available,
      lag(changed_at) over (partition by item_id order by changed_at) as out_at,
      lead(changed_at) over (partition by item_id order by changed_at) as gone_at
    from changes
    where was_available is null or is_available <> was_available

),

wanted as (

    select
      source.{{ s.customer }} as customer_id,
      turns.item_id,
      turns.changed_at as back_at,
      max(turns.gone_at) as gone_at,
      max(source.{{ s.at }}) as interested_at
    from turns
    inner join {{ interest }} as source
      on source.{{ s.item }} = turns.item_id
      and source.{{ s.at }} >= {{ dbt.dateadd('day', -1 * s.interest_days, 'turns.out_at') }}
      and source.{{ s.at }} < turns.changed_at
    where turns.is_available and turns.out_at is not null and source.{{ s.customer }} is not null
      {%- if s.where %} and ({{ s.where }}){% endif %}
    group by source.{{ s.customer }}, turns.item_id, turns.changed_at

),

stops as (

    select {{ s.stop_customer }} as customer_id, {{ s.stop_item }} as item_id, {{ s.stop_at }} as stop_at
    from {{ stops }} as source
    where {{ s.stop_at }} <= {{ until }}
      {%- if s.stop_where %} and ({{ s.stop_where }}){% endif %}

)

select
  {{ personalization.joined_key(["'" ~ s.name ~ "'", 'wanted.customer_id', 'wanted.item_id', 'wanted.back_at']) }} as trigger_key,
  wanted.customer_id as {{ s.customer }},
  '{{ s.name }}' as trigger_name,
  wanted.item_id as {{ s.item }},
  wanted.interested_at as triggered_by_at,
  wanted.back_at as fired_at,
  -- Sold out again before the message went: nothing to say.
  least(coalesce(wanted.gone_at, {{ dbt.dateadd('hour', s.lifetime_hours, 'wanted.back_at') }}),
    {{ dbt.dateadd('hour', s.lifetime_hours, 'wanted.back_at') }}) as expires_at
from wanted
where not exists (
  select 1
  from stops
  where stops.customer_id = wanted.customer_id
    and stops.item_id = wanted.item_id
    and stops.stop_at >= wanted.interested_at
    and stops.stop_at <= wanted.back_at
)
{%- endmacro %}

{#-
  A moment that was computed for a customer has come: `due_at` of the relation lies behind `as_of`. `key` names what the
  moment belongs to, so that a moment that moves does not fire again.
-#}
{% macro trigger_due(config, relation) -%}
{%- set s = personalization.behaviour_settings('trigger_due', config, ['name', 'customer', 'key', 'at', 'due_at', 'as_of'], {
  'where': none, 'lifetime_hours': 72, 'carry': [],
}) -%}
select
  {{ personalization.joined_key(["'" ~ s.name ~ "'", s.key]) }} as trigger_key,
  {{ s.customer }},
  '{{ s.name }}' as trigger_name,
  {%- for column in s.carry %}
  {{ column }},
  {%- endfor %}
  {{ s.at }} as triggered_by_at,
  {{ s.due_at }} as fired_at,
  {{ dbt.dateadd('hour', s.lifetime_hours, s.due_at) }} as expires_at
from {{ relation }} as source
where {{ s.customer }} is not null and {{ s.due_at }} <= {{ s.as_of }}
  {%- if s.where %} and ({{ s.where }}){% endif %}
{%- endmacro %}

{#-
  Every firing once, for good: the body of an incremental model that only grows. A key that is there is not taken again,
  whatever the triggers say today, and the same trigger leaves a customer alone for `cooldown_hours` after a firing, so that
  an act whose key has changed (a late event, two customers that became one) is not answered twice.
-#}
{% macro trigger_log(config, triggers) -%}
{%- set s = personalization.behaviour_settings('trigger_log', config, ['customer', 'as_of'], {'cooldown_hours': 24, 'carry': []}) -%}
{%- set columns = ['trigger_key', s.customer, 'trigger_name'] + s.carry + ['triggered_by_at', 'fired_at', 'expires_at'] -%}
with fired as (

    {% for trigger in triggers -%}
    select {{ columns | join(', ') }}
    from {{ trigger }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

{% if is_incremental() -%}
known as (

    select trigger_key, {{ s.customer }}, trigger_name, max(fired_at) as fired_at
    from {{ this }}
    group by trigger_key, {{ s.customer }}, trigger_name

),

recent as (

    select {{ s.customer }}, trigger_name, max(fired_at) as fired_at
    from known
    group by {{ s.customer }}, trigger_name

),

{% endif -%}
new as (

    select
      fired.*,
      row_number() over (partition by trigger_key order by fired_at, {{ s.customer }}) as key_place
    from fired
    where fired_at <= {{ s.as_of }}
      {%- if is_incremental() %}
      and not exists (select 1 from known where known.trigger_key = fired.trigger_key)
      and not exists (
        select 1
        from recent
        where recent.{{ s.customer }} = fired.{{ s.customer }}
          and recent.trigger_name = fired.trigger_name
          and fired.fired_at < {{ dbt.dateadd('hour', s.cooldown_hours, 'recent.fired_at') }}
      )
      {%- endif %}

),

spaced as (

    select
      new.*,
      lag(fired_at) over (partition by {{ s.customer }}, trigger_name order by fired_at, trigger_key) as previous_fired_at
    from new
    where key_place = 1

)

select
  {{ columns | join(',\n  ') }},
  {{ s.as_of }} as logged_as_of
from spaced
where previous_fired_at is null
  or fired_at >= {{ dbt.dateadd('hour', s.cooldown_hours, 'previous_fired_at') }}
{%- endmacro %}
