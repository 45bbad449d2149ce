{#-
  What people care for, from what they do. `signals` has a row per act: who, what kind, when, and for affinity about what.
  `weights` maps kinds to points; a kind without points counts nothing. Points fade by half in `half_life_days`.
-#}
{% macro interest_settings(name, config, needed, defaults) -%}
  {{ return(personalization.behaviour_settings(name, config, ['customer', 'kind', 'at', 'weights', 'as_of'] + needed,
    dict({'half_life_days': 90, 'quantity': '1', 'where': none}, **defaults))) }}
{%- endmacro %}

{#- The points of an act. Decimal, because sums of floating-point numbers depend on their order. -#}
{% macro points(s) -%}
  cast(
    case {{ s.kind }}
      {%- for kind, weight in s.weights.items() %}
      when '{{ kind | replace("'", "''") }}' then {{ weight }}
      {%- endfor %}
      else 0
    end * {{ s.quantity }} * {{ personalization.decay(s.at, s.as_of, s.half_life_days) }}
    as decimal(18, 6)
  )
{%- endmacro %}

{% macro counted_acts(s, signals) -%}
  from {{ signals }} as source
  where {{ s.customer }} is not null and {{ s.at }} <= {{ s.as_of }}
    {%- if s.where %} and ({{ s.where }}){% endif %}
{%- endmacro %}

{#- The share of each category in what a customer cares for; rank 1 is the favourite. -#}
{% macro affinity(config, signals) -%}
{%- set s = personalization.interest_settings('affinity', config, ['category'], {}) -%}
with summed as (

    select
      {{ s.customer }},
      {{ s.category }},
      sum({{ personalization.points(s) | indent(6) }}) as weight
    {{ personalization.counted_acts(s, signals) | indent(4) }}
      and {{ s.category }} is not null
    group by {{ s.customer }}, {{ s.category }}

)

select
  {{ s.customer }},
  {{ s.category }},
  cast(weight as decimal(18, 6)) as weight,
  cast(round(weight / sum(weight) over (partition by {{ s.customer }}), 6) as decimal(9, 6)) as affinity,
  row_number() over (partition by {{ s.customer }} order by weight desc, {{ s.category }}) as affinity_rank
from summed
where weight > 0
{%- endmacro %}

{#-
  How engaged a customer is, 0 to 100: 100 * (1 - exp(-points / scale)), so `scale` points are 63. It depends on the
  customer's own acts alone: equal acts give equal scores, and nobody's score moves because others changed.
-#}
{% macro engagement(config, signals) -%}
{%- set s = personalization.interest_settings('engagement', config, [], {'scale': 10, 'high': 60, 'medium': 25}) -%}
with summed as (

    select
      {{ s.customer }},
      count(*) as acts,
      max({{ s.at }}) as last_active_at,
      sum({{ personalization.points(s) | indent(6) }}) as points
    {{ personalization.counted_acts(s, signals) | indent(4) }}
    group by {{ s.customer }}

),

scored as (

    select
      summed.*,
      cast({{ personalization.rounded('100 * (1 - exp(-least(cast(greatest(points, 0) as ' ~ personalization.type_double() ~ ') / ' ~ s.scale ~ ', 35)))', 2) }}
        as decimal(5, 2)) as score
    from summed

)

select
  {{ s.customer }},
  acts,
  last_active_at,
  cast(points as decimal(18, 6)) as points,
  score,
  case when score >= {{ s.high }} then 'high' when score >= {{ s.medium }} then 'medium' else 'low' end as level
from scored
{%- endmacro %}

{#-
  The hour at which a customer opens and clicks. Hours are neighbours, so an act counts half for the hours beside its own;
  who has done little is thought to be like the others of the group: the group's hours count as `prior` acts.
  `hour` is 0 to 23, in whatever zone the answer shall be in.
-#}
{% macro send_time(config, acts) -%}
{%- set s = personalization.behaviour_settings('send_time', config, ['customer', 'hour', 'at', 'as_of'], {
  'group': "'all'", 'weight': '1', 'prior': 4, 'half_life_days': 180, 'where': none,
}) -%}
with weighed_acts as (

    select
      {{ s.customer }} as customer_id,
      {{ s.group }} as customer_group,
      cast({{ s.hour }} as {{ dbt.type_int() }}) as hour,
      cast({{ s.weight }} * {{ personalization.decay(s.at, s.as_of, s.half_life_days) }} as decimal(18, 6)) as weight
    from {{ acts }} as source
    where {{ s.customer }} is not null and {{ s.at }} <= {{ s.as_of }}
      and {{ s.hour }} between 0 and 23
      {%- if s.where %} and ({{ s.where }}){% endif %}

),

spread as (

    {% for shift, share in [(0, '0.5'), (1, '0.25'), (23, '0.25')] -%}
    select customer_id, customer_group, mod(hour + {{ shift }}, 24) as hour, weight * {{ share }} as weight
    from weighed_acts
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

groups as (

    select
      customer_group,
      hour,
      sum(weight) / sum(sum(weight)) over (partition by customer_group) as share
    from spread
    group by customer_group, hour
    having sum(weight) > 0

),

customers as (

    select customer_id, max(customer_group) as customer_group, count(*) as acts
    from weighed_acts
    group by customer_id

),

-- Own acts and those lent by the group, together.
mixed as (

    select customer_id, hour, weight
    from spread
    union all
    select customers.customer_id, groups.hour, cast({{ s.prior }} * groups.share as decimal(18, 6)) as weight
    from customers
    inner join groups on customers.customer_group = groups.customer_group

),

chances as (

    select
      customer_id,
      hour,
      cast(round(sum(weight) / sum(sum(weight)) over (partition by customer_id), 6) as decimal(9, 6)) as share
    from mixed
    group by customer_id, hour
    having sum(weight) > 0

),

ranked as (

    select
      chances.*,
      row_number() over (partition by customer_id order by share desc, hour) as hour_rank
    from chances

)

select
  ranked.customer_id as {{ s.customer }},
  customers.customer_group,
  customers.acts,
  ranked.hour as preferred_hour,
  ranked.share
from ranked
inner join customers on ranked.customer_id = customers.customer_id
where ranked.hour_rank = 1
{%- endmacro %}
