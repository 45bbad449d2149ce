-- Pairs that are likely one person. The weight of a level is log2(probability of the level among
-- true pairs / among false pairs), so weights add up (Fellegi and Sunter, 1969).
{%- set fields = ['email', 'phone', 'first_name', 'last_name', 'birth_date', 'address'] %}
-- How many people could bear a name, by the mailboxes of its records. A person has two on average;
-- beyond that, equal names say less by what they are more common.
with names as (

    select
      first_key,
      last_key,
      ln(greatest(count(distinct email_key) / 2.0, 1)) / ln(2.0) as commonness
    from {{ ref('int_identity__records') }}
    where first_key is not null and last_key is not null
    group by first_key, last_key

),

scored as (

    select
      comparisons.*,
      {% for field in fields -%}
      coalesce({{ field }}_weights.weight, 0){{ " + " if not loop.last }}
      {% endfor -%}
      - case when comparisons.first_name_level = 'exact' and comparisons.last_name_level = 'exact'
          then coalesce(names.commonness, 0) else 0 end
      as match_weight
    from {{ ref('int_identity__comparisons') }} as comparisons
    inner join {{ ref('int_identity__records') }} as named
      on comparisons.left_record_id = named.source_record_id
    left join names
      on named.first_key = names.first_key and named.last_key = names.last_key
    {% for field in fields -%}
    left join {{ ref('identity_weights') }} as {{ field }}_weights
      on {{ field }}_weights.field = '{{ field }}'
      and comparisons.{{ field }}_level = {{ field }}_weights.level
    {% endfor %}

),

-- A record without a full name could belong to anyone in the household. It may follow its best
-- match, but must not connect two: one link at most.
decided as (

    select
      scored.*,
      coalesce(length(l.first_key) <= 1 or l.last_key is null, true) as is_left_weak,
      coalesce(length(r.first_key) <= 1 or r.last_key is null, true) as is_right_weak,
      case
        when shares_login and coalesce(first_name_level, '') <> 'different' then 'auto'
        -- Without a name, phone and address are those of a household; another mailbox is another member's.
        when first_name_level is null and last_name_level is null and email_level = 'different'
          and match_weight >= {{ var('identity_review_weight') }} then 'review'
        when match_weight >= {{ var('identity_auto_weight') }} then 'auto'
        when match_weight >= {{ var('identity_review_weight') }} then 'review'
        else 'reject'
      end as decision
    from scored
    inner join {{ ref('int_identity__records') }} as l
      on scored.left_record_id = l.source_record_id
    inner join {{ ref('int_identity__records') }} as r
      on scored.right_record_id = r.source_record_id

),

-- Nameless records of a mailbox that somebody of another birthday uses too: whose of the two they are,
-- a person has to say.
doubtful as (

    select distinct source_record_id
    from (
      select left_record_id as source_record_id
      from decided
      where is_left_weak and email_level = 'exact' and birth_date_level = 'different'
      union all
      select right_record_id
      from decided
      where is_right_weak and email_level = 'exact' and birth_date_level = 'different'
    ) as contradictions

),

judged as (

    select
      decided.left_record_id,
      decided.right_record_id,
      decided.rule,
      decided.match_weight,
      decided.shares_login,
      decided.email_level,
      decided.phone_level,
      decided.first_name_level,
      decided.last_name_level,
      decided.birth_date_level,
      decided.address_level,
      decided.is_left_weak,
      decided.is_right_weak,
      case
        when decided.decision = 'auto' and not decided.shares_login
          and (l.source_record_id is not null or r.source_record_id is not null) then 'review'
        else decided.decision
      end as decision
    from decided
    left join doubtful as l on decided.left_record_id = l.source_record_id
    left join doubtful as r on decided.right_record_id = r.source_record_id

),

ranked as (

    select
      *,
      row_number() over (
        partition by left_record_id
        order by case when decision = 'auto' then 0 else 1 end, is_right_weak, match_weight desc, right_record_id
      ) as left_rank,
      row_number() over (
        partition by right_record_id
        order by case when decision = 'auto' then 0 else 1 end, is_left_weak, match_weight desc, left_record_id
      ) as right_rank
    from judged
    where decision <> 'reject'

)

select
  left_record_id,
  right_record_id,
  rule,
  cast(match_weight as {{ type_double() }}) as match_weight,
  shares_login,
  email_level,
  phone_level,
  first_name_level,
  last_name_level,
  birth_date_level,
  address_level,
  decision,
  decision = 'auto'
    and (not is_left_weak or left_rank = 1)
    and (not is_right_weak or right_rank = 1) as is_link
from ranked
