-- Sent messages with the customer: by the shop account where the platform knew it, else by a
-- mailbox that has one owner.
with keyed as (

    select
      sends.*,
      {{ email_key('sends.email', "coalesce(fixes.meant, " ~ dbt.split_part('sends.email', "'@'", 2) ~ ")") }}
        as email_key
    from {{ ref('stg_email__sends') }} as sends
    left join {{ ref('email_domain_fixes') }} as fixes
      on {{ dbt.split_part('sends.email', "'@'", 2) }} = fixes.typed

)

select
  keyed.message_id,
  keyed.campaign,
  keyed.variant,
  keyed.email_key,
  keyed.sent_at,
  coalesce(bridge.customer_id, emails.customer_id) as customer_id
from keyed
left join {{ ref('bridge_customer_identities') }} as bridge
  on bridge.source_record_id = 'shopify:' || keyed.shop_customer_id
left join {{ ref('int_identity__emails') }} as emails
  on keyed.email_key = emails.email_key and not emails.is_shared
