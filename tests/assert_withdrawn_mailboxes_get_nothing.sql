-- Address by address: no mailbox in the audience belongs to anyone whose answer now is no.
select audience.customer_id, emails.email_key
from {{ ref('act_audience') }} as audience
inner join {{ ref('dim_customers') }} as customers
  on audience.customer_id = customers.customer_id
inner join {{ ref('int_identity__emails') }} as emails
  on customers.email_key = emails.email_key
inner join {{ ref('gov_consent_current') }} as consents
  on emails.customer_id = consents.customer_id
  and audience.purpose = consents.purpose
where consents.status = 'withdrawn'
