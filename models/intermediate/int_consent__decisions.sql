-- Every decision with the customers that it binds. Doubt always goes against sending: a withdrawal
-- by e-mail binds everybody who uses the mailbox, a grant only the owner of one that is not shared.
with decisions as (

    select
      'tool:' || consent_event_id as decision_id, subject_type, subject_id, purpose, action, channel, occurred_at
    from {{ ref('stg_consent__events') }}

    union all
    select
      'esp:' || events.event_id,
      case when sends.shop_customer_id is null then 'email' else 'shopify_customer_id' end,
      coalesce(sends.shop_customer_id, sends.email),
      'email_marketing', 'withdrawn', 'unsubscribe_link', events.occurred_at
    from {{ ref('stg_email__events') }} as events
    inner join {{ ref('stg_email__sends') }} as sends
      on events.message_id = sends.message_id
    where events.event_type in ('unsubscribe', 'complaint')

),

keyed as (

    select
      decisions.*,
      case when decisions.subject_type = 'email' then
        {{ email_key('decisions.subject_id', "coalesce(fixes.meant, " ~ dbt.split_part('decisions.subject_id', "'@'", 2) ~ ")") }}
      end as email_key
    from decisions
    left join {{ ref('email_domain_fixes') }} as fixes
      on decisions.subject_type = 'email'
      and {{ dbt.split_part('decisions.subject_id', "'@'", 2) }} = fixes.typed

),

-- An account without a name beside one with a name, joined by a mailbox: it may be another member's of
-- the household. What it grants binds nobody; what it withdraws does.
nameless_accounts as (

    select bridge.source_record_id
    from {{ ref('bridge_customer_identities') }} as bridge
    inner join {{ ref('int_identity__records') }} as records
      on bridge.source_record_id = records.source_record_id
    inner join (
      select named.customer_id
      from {{ ref('bridge_customer_identities') }} as named
      inner join {{ ref('int_identity__records') }} as named_records
        on named.source_record_id = named_records.source_record_id
      where named.source = 'shopify' and named_records.first_key is not null
      group by named.customer_id
    ) as named_accounts
      on bridge.customer_id = named_accounts.customer_id
    where bridge.source = 'shopify' and records.first_key is null

)

select
  {{ dbt.concat(['keyed.decision_id', "'|'", 'coalesce(bridge.customer_id, emails.customer_id)']) }}
    as customer_decision_id,
  keyed.decision_id,
  coalesce(bridge.customer_id, emails.customer_id) as customer_id,
  keyed.purpose,
  keyed.action,
  keyed.channel,
  keyed.occurred_at
from keyed
left join {{ ref('bridge_customer_identities') }} as bridge
  on keyed.subject_type = 'shopify_customer_id'
  and bridge.source_record_id = 'shopify:' || keyed.subject_id
left join {{ ref('int_identity__emails') }} as emails
  on keyed.email_key = emails.email_key
  and (keyed.action <> 'granted' or not emails.is_shared)
left join nameless_accounts
  on bridge.source_record_id = nameless_accounts.source_record_id
where coalesce(bridge.customer_id, emails.customer_id) is not null
  and (keyed.action <> 'granted' or nameless_accounts.source_record_id is null)
