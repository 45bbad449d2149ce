{#-
  Triggers: who is due a message, by acts alone. The key of a firing is made of the act that caused it, so the same act
  has the same key in every run, and `trigger_log` takes a key once. Nothing fires before its window has passed at `as_of`
  (SQL; the newest act of the table if it is not given), so that a late event cannot make it wrong.
-#}

{#-
  Somebody did something and not something else: a row of `starts` without a row of `stops` of the same customer at or
  after it, within the window (`ever`: at any time since). `last_per` keeps the last start per value of a column; columns in
  `match` have to agree, too.
-#}
{% macro trigger_absence(config, starts, stops) -%}
{%- set s = personalization.behaviour_settings('trigger_absence', config, ['name', 'customer', 'key', 'at'], {
  'within_minutes': none, 'within_hours': none, 'within_days': none,
  'where': none, 'last_per': none, 'stop_customer': config.get('customer'), 'stop_at': config.get('at'), 'stop_where': none,
  'match': [], 'ever': false, 'as_of': none, 'lifetime_hours': 72, 'carry': [],
}) -%}
{%- set windows = [] -%}
{%- for unit in ['minutes', 'hours', 'days'] if s['within_' ~ unit] is not none -%}
  {%- do windows.append((unit[:-1], s['within_' ~ unit])) -%}
{%- endfor -%}
{%- if windows | length != 1 -%}
  {{ exceptions.raise_compiler_error("trigger_absence: give one of within_minutes, within_hours, within_days") }}
{%- endif -%}
{%- set until = s.as_of or '(select max(' ~ s.at ~ ') from ' ~ starts ~ ')' -%}
with starts as (

    select
      {%- for column in (s.carry + s.match) | unique %}
      {{ column }},
      {%- endfor %}
      {{ s.customer }} as trigger_customer,
      {{ s.key }} as trigger_subject,
      {{ s.at }} as trigger_at,
      row_number() over (partition by {{ s.last_per or s.key }} order by {{ s.at }} desc, {{ s.key }} desc) as trigger_place
    from {{ starts }} as source
    where {{ s.customer }} is not null and {{ s.at }} <= {{ until }}
      {%- if s.where %} and ({{ s.where }}){% endif %}

),

due as (

    select
      starts.*,
      {{ dbt.dateadd(windows[0][0], windows[0][1], 'trigger_at') }} as fired_at
    from starts
    where trigger_place = 1

),

stops as (

    select {{ s.stop_customer }} as stop_customer, {{ s.stop_at }} as stop_at
      {%- for column in s.match %}, {{ column }}{% endfor %}
    from {{ stops }} as source
    where {{ s.stop_customer }} is not null and {{ s.stop_at }} <= {{ until }}
      {%- if s.stop_where %} and ({{ s.stop_where }}){% endif %}

)

select
  {{ personalization.joined_key(["'" ~ s.name ~ "'", 'trigger_subject']) }} as trigger_key,
  trigger_customer as {{ s.customer }},
  '{{ s.name }}' as trigger_name,
  {%- for column in s.carry if column != s.customer %}
  {{ column }},
  {%- endfor %}
  trigger_at as triggered_by_at,
  fired_at,
  {{ dbt.dateadd('hour', s.lifetime_hours, 'fired_at') }} as expires_at
from due
where fired_at <= {{ until }}
  and not exists (
    select 1
    from stops
    where stops.stop_customer = due.trigger_customer
      and stops.stop_at >= due.trigger_at
      {%- for column in s.match %}
      and stops.{{ column }} = due.{{ column }}
      {%- endfor %}
      {%- if not s.ever %}
      and stops.stop_at <= due.fired_at
      {%- endif %}
  )
{%- endmacro %}
