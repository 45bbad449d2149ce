-- Rows per stream and week against the mean of the four weeks before.
with streams as (

    {% for stream, column in {
      'fct_orders': 'ordered_at', 'fct_sessions': 'started_at', 'fct_email_events': 'occurred_at', 'fct_tickets': 'opened_at'
    }.items() -%}
    select '{{ stream }}' as stream, cast({{ dbt.date_trunc('week', column) }} as date) as week_start
    from {{ ref(stream) }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

weeks as (

    select distinct week_start from {{ ref('dim_dates') }} where date_day < {{ as_of() }}

),

counted as (

    select
      names.stream,
      weeks.week_start,
      count(streams.stream) as row_count
    from weeks
    cross join (select distinct stream from streams) as names
    left join streams
      on weeks.week_start = streams.week_start and names.stream = streams.stream
    group by names.stream, weeks.week_start

),

compared as (

    select
      *,
      avg(row_count) over (
        partition by stream order by week_start rows between 4 preceding and 1 preceding
      ) as usual_count
    from counted

)

select
  stream || '|' || cast(week_start as {{ dbt.type_string() }}) as volume_id,
  stream,
  week_start,
  row_count,
  cast(round(usual_count, 2) as decimal(18, 2)) as usual_count,
  -- Three standard deviations of a Poisson count; small streams vary a lot.
  coalesce(abs(row_count - usual_count) > 3 * sqrt(greatest(usual_count, 1)), false) as is_unusual
from compared
