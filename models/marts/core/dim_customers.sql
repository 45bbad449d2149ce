-- The golden record. Each field is decided alone: the best source that has a value, by the order in
-- the seed `survivorship`; within a source the newest record. `<field>_source` says who won.
-- A customer who asked for erasure stays as a row without personal data, so that facts keep their key.
{%- set fields = {
  'email': 'email', 'phone': 'phone', 'first_name': 'first_name', 'last_name': 'last_name',
  'birth_date': 'birth_date', 'address': 'postal_code',
} %}
with members as (

    select
      bridge.customer_id,
      bridge.min_link_weight,
      records.*
    from {{ ref('int_identity__records') }} as records
    inner join {{ ref('bridge_customer_identities') }} as bridge
      on records.source_record_id = bridge.source_record_id

),

totals as (

    select
      customer_id,
      min(created_at) as first_seen_at,
      max(updated_at) as updated_at,
      count(*) as record_count,
      count(distinct source) as source_count,
      count(case when source = 'shopify' then 1 end) as shop_record_count,
      count(case when source in ('hubspot', 'salesforce') then 1 end) as crm_record_count,
      count(case when source = 'zendesk' then 1 end) as support_record_count,
      max(case when has_opted_out then 1 else 0 end) as has_opted_out,
      min(min_link_weight) as min_link_weight
    from members
    group by customer_id

),

{% for field, evidence in fields.items() -%}
{{ field }}_ranked as (

    select
      members.*,
      row_number() over (
        partition by members.customer_id
        order by
          -- An initial is better than nothing and worse than any name.
          case when length(cast(members.{{ evidence }} as {{ dbt.type_string() }})) <= 2 then 1 else 0 end,
          survivorship.priority,
          members.updated_at desc,
          members.source_record_id
      ) as field_rank
    from members
    inner join {{ ref('survivorship') }} as survivorship
      on survivorship.field = '{{ field }}' and members.source = survivorship.source
    where members.{{ evidence }} is not null

),

{% endfor -%}
golden as (

    select
      totals.*,
      erasures.customer_id is not null as is_erased,
      {% for field in fields if field != 'address' -%}
      {{ field }}_ranked.{{ field }},
      {{ field }}_ranked.source as {{ field }}_source,
      {% endfor -%}
      address_ranked.street,
      address_ranked.postal_code,
      address_ranked.city,
      address_ranked.country_code,
      address_ranked.source as address_source,
      email_ranked.email_key
    from totals
    {% for field in fields -%}
    left join {{ field }}_ranked
      on totals.customer_id = {{ field }}_ranked.customer_id and {{ field }}_ranked.field_rank = 1
    {% endfor -%}
    left join (
      select distinct customer_id from {{ ref('gov_erasure_requests') }}
    ) as erasures
      on totals.customer_id = erasures.customer_id

)

select
  golden.customer_id,
  {% for column in ['email', 'email_key', 'phone', 'first_name', 'last_name', 'birth_date', 'street', 'postal_code', 'city'] -%}
  case when not golden.is_erased then golden.{{ column }} end as {{ column }},
  {% endfor -%}
  golden.country_code,
  {% for field in fields -%}
  case when not golden.is_erased then golden.{{ field }}_source end as {{ field }}_source,
  {% endfor -%}
  countries.language,
  countries.time_zone,
  golden.first_seen_at,
  golden.updated_at,
  golden.record_count,
  golden.source_count,
  golden.shop_record_count,
  golden.crm_record_count,
  golden.support_record_count,
  golden.has_opted_out = 1 as has_crm_opt_out,
  golden.is_erased,
  -- Odds of the weakest link as a probability; one record alone is certain to be itself.
  cast({{ rounded('1 - 1 / (1 + power(2.0, least(coalesce(golden.min_link_weight, 30), 30)))', 6) }} as decimal(9, 6))
    as merge_confidence
from golden
left join {{ ref('countries') }} as countries
  on golden.country_code = countries.country_code
