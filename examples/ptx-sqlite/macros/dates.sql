{# Dates and times are texts in SQLite: `2026-01-31`, `2026-01-31 10:20:30`. #}

{% macro sqlite__current_timestamp() -%}
  datetime('now')
{%- endmacro %}

{% macro sqlite__snapshot_get_time() -%}
  transaction_timestamp()
{%- endmacro %}

{% macro sqlite__snapshot_string_as_time(timestamp) -%}
  {% do return("'" ~ timestamp ~ "'") %}
{%- endmacro %}

{% macro sqlite__current_timestamp_backcompat() -%}
  datetime('now')
{%- endmacro %}

{% macro sqlite__date(year, month, day) -%}
  '{{ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') }}'
{%- endmacro %}

{% macro sqlite__date_trunc(datepart, date) -%}
  {%- set part = datepart | lower -%}
  {%- if part == 'year' -%} strftime('%Y-01-01 00:00:00', {{ date }})
  {%- elif part == 'quarter' -%} datetime({{ date }}, 'start of month', '-' || ((strftime('%m', {{ date }}) - 1) % 3) || ' months')
  {%- elif part == 'month' -%} datetime({{ date }}, 'start of month')
  {%- elif part == 'week' -%} datetime({{ date }}, 'start of day', '-' || ((strftime('%w', {{ date }}) + 6) % 7) || ' days')
  {%- elif part == 'day' -%} datetime({{ date }}, 'start of day')
  {%- elif part == 'hour' -%} strftime('%Y-%m-%d %H:00:00', {{ date }})
  {%- elif part == 'minute' -%} strftime('%Y-%m-%d %H:%M:00', {{ date }})
  {%- elif part == 'second' -%} datetime({{ date }})
  {%- else -%} {% do exceptions.raise_compiler_error("date_trunc() on SQLite does not know the date part '" ~ datepart ~ "'") %}
  {%- endif -%}
{%- endmacro %}

{# `floor` keeps to the end of a shorter month: one month after January 31 is February 28. #}
{% macro sqlite__dateadd(datepart, interval, from_date_or_timestamp) -%}
  {%- set part = datepart | lower -%}
  {%- set unit, count = {'quarter': ('months', 3), 'week': ('days', 7)}.get(part, (part ~ 's', 1)) -%}
  datetime({{ from_date_or_timestamp }}, (({{ interval }}) * {{ count }}) || ' {{ unit }}', 'floor')
{%- endmacro %}

{# Counts borders between the two, as the other warehouses do. #}
{% macro sqlite__datediff(first_date, second_date, datepart) -%}
  {%- set part = datepart | lower -%}
  {%- if part in ['year', 'quarter', 'month'] -%}
    ({{ _sqlite_months(second_date, part) }} - {{ _sqlite_months(first_date, part) }})
  {%- elif part == 'week' -%}
    cast((julianday({{ _sqlite_sunday(second_date) }}) - julianday({{ _sqlite_sunday(first_date) }})) / 7 as integer)
  {%- elif part == 'day' -%}
    cast(julianday(date({{ second_date }})) - julianday(date({{ first_date }})) as integer)
  {%- elif part in ['hour', 'minute', 'second', 'millisecond'] -%}
    {%- set seconds = {'hour': 3600, 'minute': 60, 'second': 1, 'millisecond': 0.001}[part] -%}
    cast(floor(unixepoch({{ second_date }}, 'subsec') / {{ seconds }}) - floor(unixepoch({{ first_date }}, 'subsec') / {{ seconds }}) as integer)
  {%- else -%}
    {% do exceptions.raise_compiler_error("datediff() on SQLite does not know the date part '" ~ datepart ~ "'") %}
  {%- endif -%}
{%- endmacro %}

{% macro _sqlite_months(date, part) -%}
  {%- set year = "strftime('%Y', " ~ date ~ ")" -%}
  {%- set month = "strftime('%m', " ~ date ~ ")" -%}
  {%- if part == 'year' -%} cast({{ year }} as integer)
  {%- elif part == 'quarter' -%} ({{ year }} * 4 + ({{ month }} + 2) / 3)
  {%- else -%} ({{ year }} * 12 + {{ month }})
  {%- endif -%}
{%- endmacro %}

{% macro _sqlite_sunday(date) -%}
  date({{ date }}, '-' || strftime('%w', {{ date }}) || ' days')
{%- endmacro %}

{% macro sqlite__last_day(date, datepart) -%}
  date({{ dbt.dateadd('day', -1, dbt.dateadd(datepart, 1, dbt.date_trunc(datepart, date))) }})
{%- endmacro %}

{% macro sqlite__generate_series(upper_bound) -%}
  with recursive series(generated_number) as (
      select 1 union all select generated_number + 1 from series where generated_number < {{ upper_bound }}
  )
  select generated_number from series
{%- endmacro %}

{% macro sqlite__date_spine(datepart, start_date, end_date) -%}
  with recursive spine(i, date_{{ datepart }}) as (
      select 0, {{ dbt.dateadd(datepart, 0, start_date) }}
      union all
      select i + 1, {{ dbt.dateadd(datepart, 'i + 1', start_date) }}
      from spine
      where {{ dbt.dateadd(datepart, 'i + 1', start_date) }} < datetime({{ end_date }})
  )
  select date_{{ datepart }} from spine
{%- endmacro %}
