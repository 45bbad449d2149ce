-- Whose device it is: known when every login on it leads to one customer. A laptop that a
-- household shares stays nobody's; its sessions with a login are still attributed.
with logins as (

    select distinct
      sessions.visitor_id,
      bridge.customer_id
    from {{ ref('int_web__events') }} as sessions
    inner join {{ ref('bridge_customer_identities') }} as bridge
      on bridge.source_record_id = 'shopify:' || sessions.shop_customer_id

)

select
  visitor_id,
  case when count(*) = 1 then max(customer_id) end as customer_id,
  count(*) as customers
from logins
group by visitor_id
