-- Every day from the first order to the end of the year of as_of.
with days as (

    {{ dbt.date_spine('day', "cast('2024-07-01' as date)", dbt.dateadd('year', 1, dbt.date_trunc('year', as_of()))) }}

)

select
  cast(date_day as date) as date_day,
  cast(extract(year from date_day) as integer) as year,
  cast(extract(quarter from date_day) as integer) as quarter,
  cast(extract(month from date_day) as integer) as month,
  cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start,
  cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start
from days
