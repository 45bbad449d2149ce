{#-
  Sessions: a visitor's events up to a pause. As an incremental model with the visitor as unique key, a visitor with
  anything new is computed anew as a whole, because a late event may join two sessions or begin one earlier. So the
  table is that of a full refresh, whatever arrived when.
-#}
{% macro session_settings(config) -%}
  {{ return(personalization.behaviour_settings('sessions', config, ['visitor', 'at', 'event_id'], {
    'timeout_minutes': 30, 'day': none, 'campaign': none, 'until': none,
    'first': [], 'measures': {}, 'loaded_at': none, 'lookback_days': 3,
  })) }}
{%- endmacro %}

{#- One row per session. -#}
{% macro sessions(config, events) -%}
{%- set s = personalization.session_settings(config) -%}
with positioned as (

    {{ personalization.session_events(config, events) | indent(4) }}

)

select
  {{ dbt.hash(personalization.joined_key([s.visitor, 'max(case when session_position = 1 then ' ~ s.event_id ~ ' end)'])) }} as session_id,
  {{ s.visitor }},
  session_number,
  min({{ s.at }}) as started_at,
  max({{ s.at }}) as ended_at,
  {{ dbt.datediff('min(' ~ s.at ~ ')', 'max(' ~ s.at ~ ')', 'second') }} as duration_seconds,
  count(*) as events
  {%- for column in s.first %},
  max(case when session_position = 1 then {{ column }} end) as {{ column }}
  {%- endfor %}
  {%- for name, expression in s.measures.items() %},
  {{ expression }} as {{ name }}
  {%- endfor %}
  {%- if s.loaded_at %},
  max({{ s.loaded_at }}) as {{ s.loaded_at }}
  {%- endif %}
from positioned
group by {{ s.visitor }}, session_number
{%- endmacro %}

{#- The events with session_number and session_position; those without visitor or time are left out. -#}
{% macro session_events(config, events) -%}
{%- set s = personalization.session_settings(config) -%}
{%- set along = 'over (partition by ' ~ s.visitor ~ ' order by ' ~ s.at ~ ', ' ~ s.event_id ~ ')' -%}
{%- set so_far = along[:-1] ~ ' rows unbounded preceding)' -%}
with events as (

    select
      source.*
      {%- if s.campaign %},
      {{ s.campaign }} as session_campaign,
      count({{ s.campaign }}) {{ so_far }} as session_campaigns
      {%- endif %}
    from {{ events }} as source
    where {{ personalization.session_event_counts(s) }}
      {%- if is_incremental() %}
      and {{ s.visitor }} in (
        {{ personalization.changed_visitors(s, events) | indent(8) }}
      )
      {%- endif %}

),

{% if s.campaign -%}
{# The campaign that brought the visitor last: direct visits do not change it. #}
attributed as (

    select
      events.*,
      max(session_campaign) over (partition by {{ s.visitor }}, session_campaigns) as session_last_campaign
    from events

),

{% endif -%}
marked as (

    select
      source.*,
      case
        when lag({{ s.at }}) {{ along }} is null then 0
        when {{ s.at }} > {{ dbt.dateadd('minute', s.timeout_minutes, 'lag(' ~ s.at ~ ') ' ~ along) }} then 1
        {%- if s.day %}
        when {{ s.day }} <> lag({{ s.day }}) {{ along }} then 1
        {%- endif %}
        {%- if s.campaign %}
        when session_campaign <> coalesce(lag(session_last_campaign) {{ along }}, '') then 1
        {%- endif %}
        else 0
      end as begins_session
    from {{ 'attributed' if s.campaign else 'events' }} as source

),

numbered as (

    select
      marked.*,
      cast(1 + sum(begins_session) {{ so_far }} as {{ dbt.type_int() }}) as session_number
    from marked

)

select
  numbered.*,
  row_number() over (partition by {{ s.visitor }}, session_number order by {{ s.at }}, {{ s.event_id }}) as session_position
from numbered
{%- endmacro %}

{#- What an event needs to belong to a session. -#}
{% macro session_event_counts(s) -%}
  {{ s.visitor }} is not null and {{ s.at }} is not null
  {%- if s.until %} and {{ s.at }} <= {{ s.until }}{% endif %}
{%- endmacro %}

{#-
  Visitors whose sessions are not those of their events any more. Found by counting both sides, which needs no column
  that tells when events arrived; with `loaded_at` only what was loaded lately is read, and what has become due by `until`.
-#}
{% macro changed_visitors(s, events) -%}
{%- if s.loaded_at -%}
select {{ s.visitor }}
from {{ events }} as source
where {{ s.loaded_at }} >= (
  select coalesce(
    {{ dbt.dateadd('day', -1 * s.lookback_days, 'max(' ~ s.loaded_at ~ ')') }},
    cast('1900-01-01' as {{ dbt.type_timestamp() }})
  )
  from {{ this }}
)
{%- if s.until %}
or {{ s.at }} > (select max(ended_at) from {{ this }})
{%- endif %}
{%- else -%}
select counted.{{ s.visitor }}
from (
  select {{ s.visitor }}, count(*) as events, min({{ s.at }}) as started_at, max({{ s.at }}) as ended_at
  from {{ events }} as source
  where {{ personalization.session_event_counts(s) }}
  group by {{ s.visitor }}
) as counted
left join (
  select {{ s.visitor }}, sum(events) as events, min(started_at) as started_at, max(ended_at) as ended_at
  from {{ this }}
  group by {{ s.visitor }}
) as known
  on counted.{{ s.visitor }} = known.{{ s.visitor }}
where known.{{ s.visitor }} is null
  or counted.events <> known.events
  or counted.started_at <> known.started_at
  or counted.ended_at <> known.ended_at
{%- endif -%}
{%- endmacro %}
