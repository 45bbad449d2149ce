select
  cast(rate_month as date) as rate_month,
  currency,
  cast(eur_per_unit as decimal(18, 5)) as eur_per_unit
from {{ ref('exchange_rates') }}
