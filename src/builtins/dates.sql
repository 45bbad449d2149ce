{# Dates and times, the same call on every warehouse. #}

{%- macro current_timestamp() -%}
  {% do return(adapter.dispatch('current_timestamp', 'dbt')()) %}
{%- endmacro -%}
{% macro default__current_timestamp() -%}
  current_timestamp
{%- endmacro %}
{% macro duckdb__current_timestamp() -%}
  now()
{%- endmacro %}
{% macro postgres__current_timestamp() -%}
  now()
{%- endmacro %}
{% macro redshift__current_timestamp() -%}
  getdate()
{%- endmacro %}
{% macro snowflake__current_timestamp() -%}
  convert_timezone('UTC', current_timestamp())
{%- endmacro %}
{% macro bigquery__current_timestamp() -%}
  current_timestamp()
{%- endmacro %}

{%- macro snapshot_get_time() -%}
  {% do return(adapter.dispatch('snapshot_get_time', 'dbt')()) %}
{%- endmacro -%}
{% macro default__snapshot_get_time() %}
  {{ current_timestamp() }}
{% endmacro %}
{% macro duckdb__snapshot_get_time() -%}
  {{ current_timestamp() }}::timestamp
{%- endmacro %}
{% macro postgres__snapshot_get_time() -%}
  {{ current_timestamp() }}::timestamp without time zone
{%- endmacro %}
{% macro redshift__snapshot_get_time() -%}
  {{ current_timestamp() }}::timestamp
{%- endmacro %}
{% macro snowflake__snapshot_get_time() -%}
  to_timestamp_ntz({{ current_timestamp() }})
{%- endmacro %}

{% macro snapshot_string_as_time(timestamp) -%}
  {% do return(adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp)) %}
{%- endmacro %}
{% macro default__snapshot_string_as_time(timestamp) %}
  {% do return("'" ~ timestamp ~ "'::timestamp") %}
{% endmacro %}
{% macro postgres__snapshot_string_as_time(timestamp) %}
  {% do return("'" ~ timestamp ~ "'::timestamp without time zone") %}
{% endmacro %}
{% macro redshift__snapshot_string_as_time(timestamp) %}
  {% do return("'" ~ timestamp ~ "'::timestamp") %}
{% endmacro %}
{% macro snowflake__snapshot_string_as_time(timestamp) %}
  {% do return("to_timestamp_ntz('" ~ timestamp ~ "')") %}
{% endmacro %}
{% macro bigquery__snapshot_string_as_time(timestamp) %}
  {% do return('TIMESTAMP("' ~ timestamp ~ '")') %}
{% endmacro %}

{% macro get_snapshot_get_time_data_type() %}
  {% set columns = get_column_schema_from_query('select ' ~ snapshot_get_time() ~ ' as dbt_snapshot_time') %}
  {% do return(columns[0].dtype or none) %}
{% endmacro %}

{# Kept for packages written before `current_timestamp` meant the same everywhere. #}
{% macro current_timestamp_backcompat() %}
  {% do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) %}
{% endmacro %}
{% macro default__current_timestamp_backcompat() -%}
  current_timestamp::timestamp
{%- endmacro %}
{% macro redshift__current_timestamp_backcompat() -%}
  getdate()
{%- endmacro %}
{% macro bigquery__current_timestamp_backcompat() -%}
  current_timestamp
{%- endmacro %}
{% macro current_timestamp_in_utc_backcompat() %}
  {% do return(adapter.dispatch('current_timestamp_in_utc_backcompat', 'dbt')()) %}
{% endmacro %}
{% macro default__current_timestamp_in_utc_backcompat() %}
  {% do return(adapter.dispatch('current_timestamp_backcompat', 'dbt')()) %}
{% endmacro %}
{% macro postgres__current_timestamp_in_utc_backcompat() -%}
  (current_timestamp at time zone 'utc')::{{ type_timestamp() }}
{%- endmacro %}
{% macro redshift__current_timestamp_in_utc_backcompat() -%}
  getdate()
{%- endmacro %}
{% macro snowflake__current_timestamp_in_utc_backcompat() -%}
  convert_timezone('UTC', {{ current_timestamp_backcompat() }})::{{ type_timestamp() }}
{%- endmacro %}

{% macro date(year, month, day) %}
  {% do return(adapter.dispatch('date', 'dbt')(year, month, day)) %}
{% endmacro %}
{% macro default__date(year, month, day) -%}
  to_date('{{ modules.datetime.date(year, month, day).strftime('%Y-%m-%d') }}', 'YYYY-MM-DD')
{%- endmacro %}
{% macro duckdb__date(year, month, day) -%}
  make_date({{ year }}, {{ month }}, {{ day }})
{%- endmacro %}
{% macro bigquery__date(year, month, day) -%}
  date({{ year }}, {{ month }}, {{ day }})
{%- endmacro %}

{% macro date_trunc(datepart, date) -%}
  {% do return(adapter.dispatch('date_trunc', 'dbt')(datepart, date)) %}
{%- endmacro %}
{% macro default__date_trunc(datepart, date) -%}
  date_trunc('{{ datepart }}', {{ date }})
{%- endmacro %}
{% macro bigquery__date_trunc(datepart, date) -%}
  timestamp_trunc(
      cast({{ date }} as timestamp),
      {{ datepart }}
  )
{%- endmacro %}

{% macro dateadd(datepart, interval, from_date_or_timestamp) %}
  {% do return(adapter.dispatch('dateadd', 'dbt')(datepart, interval, from_date_or_timestamp)) %}
{% endmacro %}
{% macro default__dateadd(datepart, interval, from_date_or_timestamp) %}
  dateadd(
      {{ datepart }},
      {{ interval }},
      {{ from_date_or_timestamp }}
      )
{% endmacro %}
{# DuckDB multiplies an interval, which takes expressions; it has no unit quarter. #}
{% macro duckdb__dateadd(datepart, interval, from_date_or_timestamp) %}
  {# An interval times a number: DuckDB has no intervals of expressions, nor of quarters. #}
  {%- set unit = datepart | lower -%}
  {%- if unit == 'quarter' -%}
    ({{ from_date_or_timestamp }} + (cast({{ interval }} as bigint) * 3) * interval 1 month)
  {%- elif unit == 'week' -%}
    ({{ from_date_or_timestamp }} + (cast({{ interval }} as bigint) * 7) * interval 1 day)
  {%- else -%}
    ({{ from_date_or_timestamp }} + cast({{ interval }} as bigint) * interval 1 {{ unit }})
  {%- endif -%}
{% endmacro %}
{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}
  {% set unit, count = ('month', '3 * (' ~ interval ~ ')') if datepart | lower == 'quarter' else (datepart, interval) %}
  {{ from_date_or_timestamp }} + ((interval '1 {{ unit }}') * ({{ count }}))
{% endmacro %}
{% macro redshift__dateadd(datepart, interval, from_date_or_timestamp) %}
  {{ dbt.default__dateadd(datepart, interval, from_date_or_timestamp) }}
{% endmacro %}
{% macro bigquery__dateadd(datepart, interval, from_date_or_timestamp) %}
  datetime_add(
      cast( {{ from_date_or_timestamp }} as datetime),
      interval {{ interval }} {{ datepart }}
  )
{% endmacro %}

{% macro datediff(first_date, second_date, datepart) %}
  {% do return(adapter.dispatch('datediff', 'dbt')(first_date, second_date, datepart)) %}
{% endmacro %}
{% macro default__datediff(first_date, second_date, datepart) -%}
  datediff(
      {{ datepart }},
      {{ first_date }},
      {{ second_date }}
      )
{%- endmacro %}
{# Counts the Sundays that lie between, as the other warehouses do. #}
{% macro duckdb__datediff(first_date, second_date, datepart) %}
  {% if datepart == 'week' -%}
    ({{ datediff(first_date, second_date, 'day') }} // 7 + case
        when date_part('dow', ({{ first_date }})::timestamp) <= date_part('dow', ({{ second_date }})::timestamp) then
            case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
        else
            case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
    end)
  {%- else %}
    (date_diff('{{ datepart }}', {{ first_date }}::timestamp, {{ second_date }}::timestamp ))
  {% endif %}
{%- endmacro %}
{# PostgreSQL has no datediff: each unit counts its borders between the two, from the next larger unit. #}
{% macro postgres__datediff(first_date, second_date, datepart) -%}
  {%- set later, earlier = '(' ~ second_date ~ ')::timestamp', '(' ~ first_date ~ ')::timestamp' -%}
  {%- if datepart == 'year' -%}
    (date_part('year', {{ later }}) - date_part('year', {{ earlier }}))
  {%- elif datepart == 'quarter' -%}
    ({{ datediff(first_date, second_date, 'year') }} * 4 + date_part('quarter', {{ later }}) - date_part('quarter', {{ earlier }}))
  {%- elif datepart == 'month' -%}
    ({{ datediff(first_date, second_date, 'year') }} * 12 + date_part('month', {{ later }}) - date_part('month', {{ earlier }}))
  {%- elif datepart == 'day' -%}
    (({{ second_date }})::date - ({{ first_date }})::date)
  {%- elif datepart == 'week' -%}
    ({{ datediff(first_date, second_date, 'day') }} / 7 + case
        when date_part('dow', {{ earlier }}) <= date_part('dow', {{ later }}) then
            case when {{ first_date }} <= {{ second_date }} then 0 else -1 end
        else
            case when {{ first_date }} <= {{ second_date }} then 1 else 0 end
    end)
  {%- elif datepart == 'hour' -%}
    ({{ datediff(first_date, second_date, 'day') }} * 24 + date_part('hour', {{ later }}) - date_part('hour', {{ earlier }}))
  {%- elif datepart == 'minute' -%}
    ({{ datediff(first_date, second_date, 'hour') }} * 60 + date_part('minute', {{ later }}) - date_part('minute', {{ earlier }}))
  {%- elif datepart == 'second' -%}
    ({{ datediff(first_date, second_date, 'minute') }} * 60 + floor(date_part('second', {{ later }})) - floor(date_part('second', {{ earlier }})))
  {%- elif datepart == 'millisecond' -%}
    ({{ datediff(first_date, second_date, 'minute') }} * 60000 + floor(date_part('millisecond', {{ later }})) - floor(date_part('millisecond', {{ earlier }})))
  {%- elif datepart == 'microsecond' -%}
    ({{ datediff(first_date, second_date, 'minute') }} * 60000000 + floor(date_part('microsecond', {{ later }})) - floor(date_part('microsecond', {{ earlier }})))
  {%- else -%}
    {% do exceptions.raise_compiler_error("datediff() on PostgreSQL does not know the date part '" ~ datepart ~ "'") %}
  {%- endif -%}
{%- endmacro %}
{% macro redshift__datediff(first_date, second_date, datepart) -%}
  {{ dbt.default__datediff(first_date, second_date, datepart) }}
{%- endmacro %}
{% macro bigquery__datediff(first_date, second_date, datepart) -%}
  datetime_diff(
      cast({{ second_date }} as datetime),
      cast({{ first_date }} as datetime),
      {{ datepart }}
  )
{%- endmacro %}

{% macro last_day(date, datepart) %}
  {% do return(adapter.dispatch('last_day', 'dbt')(date, datepart)) %}
{% endmacro %}
{%- macro default_last_day(date, datepart) -%}
  cast(
      {{ dbt.dateadd('day', '-1',
      dbt.dateadd(datepart, '1', dbt.date_trunc(datepart, date))
      ) }}
      as date)
{%- endmacro -%}
{% macro default__last_day(date, datepart) -%}
  {{ dbt.default_last_day(date, datepart) }}
{%- endmacro %}
{# No interval of one quarter: three months instead. #}
{% macro _last_day_of_quarter_by_months(date, datepart) -%}
  cast(
      {{ dbt.dateadd('day', '-1',
      dbt.dateadd('month', '3', dbt.date_trunc(datepart, date))
      ) }}
      as date)
{%- endmacro %}
{% macro duckdb__last_day(date, datepart) -%}
  {%- if datepart == 'quarter' -%}
    -- duckdb dateadd does not support quarter interval.
    {{ dbt._last_day_of_quarter_by_months(date, datepart) }}
  {%- else -%}
    {{ dbt.default_last_day(date, datepart) }}
  {%- endif -%}
{%- endmacro %}
{% macro postgres__last_day(date, datepart) -%}
  {%- if datepart == 'quarter' -%}
    {{ dbt._last_day_of_quarter_by_months(date, datepart) }}
  {%- else -%}
    {{ dbt.default_last_day(date, datepart) }}
  {%- endif -%}
{%- endmacro %}
{% macro redshift__last_day(date, datepart) -%}
  {{ dbt.default_last_day(date, datepart) }}
{%- endmacro %}

{# Dates inside of templates: text in, datetime objects or text out. #}
{% macro convert_datetime(date_str, date_fmt) %}
  {% set complaint = "The date '" ~ date_str ~ "' does not have the format '" ~ date_fmt ~ "'" %}
  {% do return(try_or_compiler_error(complaint, modules.datetime.datetime.strptime, date_str.strip(), date_fmt)) %}
{% endmacro %}

{% macro dates_in_range(start_date_str, end_date_str=none, in_fmt='%Y%m%d', out_fmt='%Y%m%d') %}
  {% set start = convert_datetime(start_date_str, in_fmt) %}
  {% set end = convert_datetime(start_date_str if end_date_str is none else end_date_str, in_fmt) %}
  {% set days = (end - start).days %}
  {% if days < 0 %}
    {% do exceptions.raise_compiler_error('The range of dates ends before it starts: ' ~ start ~ ' to ' ~ end) %}
  {% endif %}
  {% set dates = [] %}
  {% for i in range(days + 1) %}
    {% set day = start + modules.datetime.timedelta(days=i) %}
    {% do dates.append(day.strftime(out_fmt) if out_fmt else day) %}
  {% endfor %}
  {% do return(dates) %}
{% endmacro %}

{% macro partition_range(raw_partition_date, date_fmt='%Y%m%d') %}
  {% set parts = (raw_partition_date | string).split(',') %}
  {% if parts | length > 2 %}
    {% do exceptions.raise_compiler_error('A partition range is written {start}[,{end}]; found: ' ~ raw_partition_date) %}
  {% endif %}
  {% do return(dates_in_range(parts[0], parts[1] if parts | length == 2 else none, in_fmt=date_fmt)) %}
{% endmacro %}

{% macro py_current_timestring() %}
  {% do return(modules.datetime.datetime.now().strftime('%Y%m%d%H%M%S%f')) %}
{% endmacro %}
