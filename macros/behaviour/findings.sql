{#-
  What is odd in a table of events and what the macros do with it: finding, rule, rows. `as_of` makes the future known;
  `loaded_at` shows events that were loaded before they happened, which is what local times taken for UTC look like.
-#}
{% macro behaviour_findings(config, events) -%}
{%- set s = personalization.behaviour_settings('behaviour_findings', config, ['visitor', 'at', 'event_id'], {
  'as_of': none, 'loaded_at': none, 'amount': none, 'max_events_a_day': 1000,
}) -%}
{%- set findings = [
  ('event without visitor', 'left out', s.visitor ~ ' is null'),
  ('event without time', 'left out', s.at ~ ' is null'),
  ('event without id', 'kept; its order among events of one instant is not known', s.event_id ~ ' is null'),
] -%}
{%- if s.as_of -%}
  {%- do findings.append(('event in the future', 'left out of triggers, scores, and sessions with the setting until', s.at ~ ' > ' ~ s.as_of)) -%}
{%- endif -%}
{%- if s.loaded_at -%}
  {%- do findings.append(('event loaded before it happened', 'kept; look for local times that were taken for UTC',
    s.at ~ ' > ' ~ dbt.dateadd('minute', 5, s.loaded_at))) -%}
{%- endif -%}
{%- if s.amount -%}
  {%- do findings.append(('negative amount', 'kept; counts as the lowest value', s.amount ~ ' < 0')) -%}
{%- endif -%}
{%- for finding, rule, condition in findings %}
select '{{ finding }}' as finding, '{{ rule }}' as rule, count(*) as occurrences
from {{ events }} as source
where {{ condition }}
union all
{%- endfor %}
select 'event id more than once', 'each row counts; keep one of them in the model that sessions read', count(*)
from (
  select {{ s.event_id }}
  from {{ events }} as source
  where {{ s.event_id }} is not null
  group by {{ s.event_id }}
  having count(*) > 1
) as repeated
union all
select 'visitor with more than {{ s.max_events_a_day }} events a day', 'kept; machines are the business of the model that reads sessions', count(*)
from (
  select {{ s.visitor }}
  from {{ events }} as source
  where {{ s.visitor }} is not null
  group by {{ s.visitor }}, cast({{ s.at }} as date)
  having count(*) > {{ s.max_events_a_day }}
) as busy
{%- endmacro %}
