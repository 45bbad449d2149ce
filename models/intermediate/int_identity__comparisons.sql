{{ config(pre_hook="{{ create_functions() }}") }}
-- Every candidate pair with one level per field. A null on either side is no evidence: level null.
with pairs as (

    select
      one.source_record_id as left_record_id,
      other.source_record_id as right_record_id,
      min(one.rule) as rule,
      max(case when one.rule = 'email' then 1 else 0 end) as shares_email,
      max(case when one.rule = 'phone' then 1 else 0 end) as shares_phone,
      max(case when one.rule = 'login' then 1 else 0 end) as shares_login
    from {{ ref('int_identity__blocks') }} as one
    inner join {{ ref('int_identity__blocks') }} as other
      on one.rule = other.rule
      and one.block_key = other.block_key
      and one.source_record_id < other.source_record_id
    where not one.is_oversized
    group by one.source_record_id, other.source_record_id

),

-- Two given names that a nickname connects: Bob and Robert, but also Mike and Michi.
nickname_pairs as (

    select nickname as one, given_name as other from {{ ref('nicknames') }}
    {{ union_distinct() }}
    select given_name, nickname from {{ ref('nicknames') }}
    {{ union_distinct() }}
    select a.nickname, b.nickname
    from {{ ref('nicknames') }} as a
    inner join {{ ref('nicknames') }} as b
      on a.given_name = b.given_name and a.nickname <> b.nickname

)

select
  pairs.left_record_id,
  pairs.right_record_id,
  pairs.rule,
  pairs.shares_login = 1 as shares_login,
  case
    when pairs.shares_email = 1 then 'exact'
    -- Equal but shared by too many to mean anything.
    when l.email_key is null or r.email_key is null or l.email_key = r.email_key then null
    -- A slip of the finger changes a letter; anna.mueller82 and anna.mueller83 are two mailboxes.
    when {{ similarity('l.email_key', 'r.email_key') }} >= 0.9
      and {{ replace_all('l.email_key', '[^0-9]', '') }} = {{ replace_all('r.email_key', '[^0-9]', '') }}
      then 'similar'
    else 'different'
  end as email_level,
  case
    when pairs.shares_phone = 1 then 'exact'
    when l.phone is null or r.phone is null or l.phone = r.phone then null
    else 'different'
  end as phone_level,
  case
    when l.first_key is null or r.first_key is null then null
    when l.first_key = r.first_key then 'exact'
    when l.first_key = r.last_key and l.last_key = r.first_key then 'exact'
    when nickname_pairs.one is not null then 'nickname'
    when least(length(l.first_key), length(r.first_key)) = 1 and left(l.first_key, 1) = left(r.first_key, 1)
      then 'initial'
    when {{ similarity('l.first_key', 'r.first_key') }} >= 0.6 then 'similar'
    else 'different'
  end as first_name_level,
  case
    when l.last_key is null or r.last_key is null then null
    when l.last_key = r.last_key then 'exact'
    when l.first_key = r.last_key and l.last_key = r.first_key then 'exact'
    when {{ similarity('l.last_key', 'r.last_key') }} >= 0.6 then 'similar'
    else 'different'
  end as last_name_level,
  case
    when l.birth_date is null or r.birth_date is null then null
    when l.birth_date = r.birth_date then 'exact'
    when extract(year from l.birth_date) = extract(year from r.birth_date)
      and extract(month from l.birth_date) = extract(day from r.birth_date)
      and extract(day from l.birth_date) = extract(month from r.birth_date) then 'swapped'
    else 'different'
  end as birth_date_level,
  case
    when l.postal_key is null or r.postal_key is null then null
    when l.postal_key = r.postal_key and l.street_key = r.street_key then 'exact'
    -- Two streets of one postal code are two homes, unless one of them is a slip.
    when l.postal_key = r.postal_key and {{ similarity('l.street_key', 'r.street_key') }} < 0.7 then 'neighbours'
    when l.postal_key = r.postal_key then 'postal_code'
    else 'different'
  end as address_level
from pairs
inner join {{ ref('int_identity__records') }} as l
  on pairs.left_record_id = l.source_record_id
inner join {{ ref('int_identity__records') }} as r
  on pairs.right_record_id = r.source_record_id
left join nickname_pairs
  on l.first_key = nickname_pairs.one and r.first_key = nickname_pairs.other
