-- Seeded by arithmetic: 1,000,000 rows, 20 features, an outcome that depends on some of them.
{%- set noise = [] %}
{%- for i in range(20) %}
{%- do noise.append("((hash(id * 32 + " ~ i ~ ") % 1000003) + (hash(id * 32 + " ~ (i + 20) ~ " + 77777777) % 1000003) + (hash(id * 32 + " ~ i ~ " + 99999999) % 1000003)) / 1000003.0 - 1.5 as x" ~ i) %}
{%- endfor %}
with features as (

    select id, {{ noise | join(', ') }}
    from range({{ var('rows', 1000000) }}) as numbers(id)

),

weighed as (

    select
      *,
      0.8 * x0 - 0.6 * x1 + 0.5 * x2 * x3 + 0.4 * greatest(x4, 0) - 0.3 * x5 + 0.2 * x6 * x6 + 0.1 * x7 - 0.7 as log_odds
    from features

)

select
  * exclude (log_odds),
  case when (hash(id + 555555555) % 1000003) / 1000003.0 < 1 / (1 + exp(-log_odds)) then 1 else 0 end as outcome
from weighed
