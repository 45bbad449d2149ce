-- One in five buys; what is spent is lognormal, as skewed as money is. Numbers come of hashes, so each run is the same.
select
  unit,
  arm,
  cast(split_part(unit, '-', 1) as integer) as simulation,
  cast(split_part(unit, '-', 2) as integer) as arrival,
  case when ({{ personalization.hash_number("'bought ' || unit") }} + 0.5) / 268435456 < 0.2 then 1 else 0 end as bought,
  exp(sqrt(-2 * ln(({{ personalization.hash_number("'spend ' || unit") }} + 0.5) / 268435456))
    * cos(2 * pi() * {{ personalization.hash_number("'angle ' || unit") }} / 268435456)) as spend
from {{ ref('aa_population') }}
