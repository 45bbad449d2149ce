-- Which records are worth comparing: those that share the key of at least one rule. Equality joins
-- only; comparing everyone with everyone would be quadratic.
with keys as (

    {% set rules = {
      'login': "shop_customer_id",
      'email': "email_key",
      'phone': "phone",
      'name': "first_key || '|' || last_key",
      'family_postal': "last_key || '|' || postal_key",
      'given_postal': "first_key || '|' || postal_key",
      'family_birth': "last_key || '|' || cast(birth_date as " ~ dbt.type_string() ~ ")",
      'given_birth': "first_key || '|' || cast(birth_date as " ~ dbt.type_string() ~ ")",
      'swapped_name': "last_key || '|' || first_key",
    } -%}
    {% for rule, key in rules.items() -%}
    select
      source_record_id,
      -- A swapped name meets the right one under the same rule.
      '{{ 'name' if rule == 'swapped_name' else rule }}' as rule,
      {{ key }} as block_key,
      first_key || '|' || last_key as person_name
    from {{ ref('int_identity__records') }}
    where {{ key }} is not null
    {{ "union all" if not loop.last }}
    {% endfor %}

),

sizes as (

    select
      rule,
      block_key,
      count(*) as block_size,
      count(distinct person_name) as names
    from keys
    group by rule, block_key

)

select distinct
  keys.source_record_id,
  keys.rule,
  keys.block_key,
  sizes.block_size,
  -- Many records of one guest are fine; many names behind one phone are a switchboard.
  sizes.block_size > {{ var('identity_max_block') }}
    or (keys.rule in ('email', 'phone') and sizes.names > {{ var('identity_max_shared') }}) as is_oversized
from keys
inner join sizes
  on keys.rule = sizes.rule and keys.block_key = sizes.block_key
