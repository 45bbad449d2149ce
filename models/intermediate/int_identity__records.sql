-- One row per record that stands for a person, of every source, in comparable form.
with sources as (

    select
      source_record_id, 'hubspot' as source, first_name, last_name, cast(null as {{ dbt.type_string() }}) as full_name,
      email, phone, street, postal_code, city, country_code, birth_date, shop_customer_id, has_opted_out,
      created_at, updated_at
    from {{ ref('stg_crm__contacts') }}
    where not is_deleted

    union all
    select
      source_record_id, 'salesforce', first_name, last_name, null,
      email, phone, street, postal_code, city, country_code, birth_date, null, has_opted_out,
      created_at, updated_at
    from {{ ref('stg_crm__salesforce_contacts') }}
    where not is_deleted

    union all
    select
      source_record_id, 'shopify', first_name, last_name, null,
      email, phone, street, postal_code, city, country_code, null, shop_customer_id, false,
      created_at, updated_at
    from {{ ref('stg_shop__customers') }}

    union all
    -- Guests have no account: each of their orders is all that is known of them.
    select
      guest_record_id, 'shopify_guest', null, null, billing_name,
      email, null, null, billing_postal_code, null, billing_country_code, null, null, false,
      ordered_at, ordered_at
    from {{ ref('stg_shop__orders') }}
    where guest_record_id is not null and not is_test

    union all
    select
      source_record_id, 'zendesk', null, null, full_name,
      email, phone, null, null, null, null, null, null, false,
      created_at, updated_at
    from {{ ref('stg_support__users') }}
    where not is_suspended

    union all
    select
      source_record_id, 'enrichment', null, null, full_name,
      email, null, null, postal_code, null, country_code, birth_date, null, false,
      updated_at, updated_at
    from {{ ref('stg_enrichment__persons') }}

),

named as (

    select
      source_record_id, source, email, phone, street, postal_code, city, country_code, birth_date,
      shop_customer_id, has_opted_out, created_at, updated_at,
      coalesce(first_name, {{ clean_text(dbt.split_part('full_name', "' '", 1)) }}) as first_name,
      coalesce(
        last_name,
        case when full_name like '% %' then {{ clean_text("substring(full_name, length(" ~ dbt.split_part('full_name', "' '", 1) ~ ") + 2)") }} end
      ) as last_name
    from sources

)

select
  named.source_record_id,
  named.source,
  named.first_name,
  named.last_name,
  named.email,
  {{ clean_phone('named.phone', 'countries.dial_code', 'countries.trunk_prefix') }} as phone,
  named.street,
  named.postal_code,
  named.city,
  named.country_code,
  named.birth_date,
  named.shop_customer_id,
  named.has_opted_out,
  named.created_at,
  named.updated_at,
  {{ name_key('named.first_name') }} as first_key,
  {{ name_key('named.last_name') }} as last_key,
  {{ email_key('named.email', "coalesce(email_domain_fixes.meant, " ~ dbt.split_part('named.email', "'@'", 2) ~ ")") }}
    as email_key,
  nullif({{ replace_all("lower(named.postal_code)", '[^a-z0-9]', '') }}, '') as postal_key,
  nullif({{ replace_all("replace(replace(" ~ ascii_text('named.street') ~ ", 'strasse', 'str'), 'street', 'st')", '[^a-z0-9]', '') }}, '')
    as street_key
from named
left join {{ ref('countries') }} as countries
  on named.country_code = countries.country_code
left join {{ ref('email_domain_fixes') }} as email_domain_fixes
  on {{ dbt.split_part('named.email', "'@'", 2) }} = email_domain_fixes.typed
