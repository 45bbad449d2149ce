-- Nothing fires before its window has passed, or with an order inside it.
select trigger_key
from {{ ref('trg_cart_abandoned') }}
where fired_at > {{ as_of() }}
  or {{ dbt.datediff('triggered_by_at', 'fired_at', 'second') }} <> 60 * {{ var('cart_abandoned_minutes') }}

union all
select trigger_key
from {{ ref('trg_viewed_not_bought') }}
where fired_at > {{ as_of() }}
  or {{ dbt.datediff('triggered_by_at', 'fired_at', 'second') }} <> 3600 * {{ var('viewed_not_bought_hours') }}

union all
select trigger_key
from {{ ref('trg_post_purchase') }}
where fired_at > {{ as_of() }}
  or {{ dbt.datediff('triggered_by_at', 'fired_at', 'second') }} <> 86400 * {{ var('post_purchase_days') }}

union all
select trigger_key
from {{ ref('trg_lapse_risk') }}
where fired_at > {{ as_of() }} or fired_at < triggered_by_at

union all
select trigger_key
from {{ ref('trg_back_in_stock') }}
where fired_at > {{ as_of() }} or fired_at <= triggered_by_at or expires_at <= fired_at
