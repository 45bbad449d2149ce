-- Every customer and purpose with the first reason not to write to them; null means: write.
with withdrawn_mailboxes as (

    -- One person of the household said no: the mailbox is left alone.
    select distinct emails.email_key, consents.purpose
    from {{ ref('gov_consent_current') }} as consents
    inner join {{ ref('int_identity__emails') }} as emails
      on consents.customer_id = emails.customer_id
    where consents.status = 'withdrawn'

),

bounced_mailboxes as (

    select distinct messages.email_key
    from {{ ref('fct_email_events') }} as events
    inner join {{ ref('int_email__messages') }} as messages
      on events.message_id = messages.message_id
    where events.event_type = 'bounce'

),

judged as (

    select
      consents.consent_id,
      consents.customer_id,
      consents.purpose,
      customers.email,
      customers.email_key,
      case
        when customers.is_erased then 'erased'
        when consents.status = 'withdrawn' then 'withdrawn'
        when not consents.is_allowed then 'no_consent'
        when customers.email is null then 'no_email'
        when withdrawn_mailboxes.email_key is not null then 'mailbox_withdrawn'
        when bounced_mailboxes.email_key is not null then 'bounced'
      end as reason
    from {{ ref('gov_consent_current') }} as consents
    inner join {{ ref('dim_customers') }} as customers
      on consents.customer_id = customers.customer_id
    left join withdrawn_mailboxes
      on customers.email_key = withdrawn_mailboxes.email_key and consents.purpose = withdrawn_mailboxes.purpose
    left join bounced_mailboxes
      on customers.email_key = bounced_mailboxes.email_key

),

numbered as (

    select
      *,
      row_number() over (partition by purpose, email_key, reason order by customer_id) as mailbox_position
    from judged

)

select
  consent_id as eligibility_id,
  customer_id,
  purpose,
  email,
  -- Two customers, one mailbox, both allowed: one message is enough.
  coalesce(reason, case when mailbox_position > 1 then 'mailbox_taken' end) as suppressed_because
from numbered
