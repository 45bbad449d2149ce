-- The answer that holds at as_of, for every customer and purpose. Unknown means no. An opt-out flag
-- in any CRM record stands until that system clears it, whatever another tool says.
with purposes as (

    select distinct purpose from {{ ref('int_consent__timeline') }}

),

answers as (

    select *
    from {{ ref('int_consent__timeline') }}
    where valid_from <= {{ as_of() }}
      and (valid_to is null or valid_to > {{ as_of() }})

)

select
  customers.customer_id || '|' || purposes.purpose as consent_id,
  customers.customer_id,
  purposes.purpose,
  case
    when customers.is_erased or customers.has_crm_opt_out then 'withdrawn'
    else coalesce(answers.status, 'unknown')
  end as status,
  case
    when customers.is_erased then 'erasure'
    when customers.has_crm_opt_out then 'crm_opt_out'
    when answers.status is null then 'never_asked'
    else answers.channel
  end as reason,
  coalesce(answers.status = 'granted', false) and not customers.is_erased and not customers.has_crm_opt_out
    as is_allowed,
  answers.valid_from
from {{ ref('dim_customers') }} as customers
cross join purposes
left join answers
  on customers.customer_id = answers.customer_id and purposes.purpose = answers.purpose
