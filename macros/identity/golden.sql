{#-
  The golden record: one row per customer, each column from the best of its records, with where it came from.

  `rules` names the columns and how to choose: {'email': {'prefer': ['shop', 'crm'], 'by': 'newest'}}. First the
  order of sources, then `by`: newest, oldest, longest or commonest; last the oldest record, so equal data
  give equal rows. Missing values never win. `<column>_source`, `<column>_record_id` and
  `<column>_updated_at` tell the provenance.
-#}
{% macro identity_golden(config, relation, identities, rules) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set source = settings['source'] or "cast(null as " ~ dbt.type_string() ~ ")" -%}
{%- set updated_at = settings['updated_at'] or "cast(null as " ~ dbt.type_timestamp() ~ ")" -%}
with members as (

    select
      identities.customer_id as golden_customer_id,
      identities.record_no as golden_record_no,
      identities.record_id as golden_record_id,
      {{ source }} as golden_source,
      {{ updated_at }} as golden_updated_at,
      source.*
    from {{ relation }} as source
    inner join {{ identities }} as identities
      on cast(source.{{ settings['id'] }} as {{ dbt.type_string() }}) = identities.record_id

),

{% for column, rule in rules.items() -%}
{%- set by = rule.get('by', 'newest') -%}
{%- set present = personalization.present_text("cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")") -%}
best_{{ column }} as (

    select golden_customer_id, {{ column }}, golden_record_id, golden_source, golden_updated_at
    from (
      select
        members.*,
        row_number() over (
          partition by golden_customer_id
          order by
            {%- if rule.get('prefer') %}
            case golden_source
              {%- for preferred in rule['prefer'] %} when '{{ preferred }}' then {{ loop.index }} {%- endfor %}
              else {{ rule['prefer'] | length + 1 }} end,
            {%- endif %}
            {{ personalization.identity_survival_order(column, by) }},
            golden_record_no
        ) as golden_place
      from {{ 'members' if by != 'commonest' else
        '(select members.*, count(*) over (partition by golden_customer_id, ' ~ column ~ ') as golden_votes from members) as members' }}
      where {{ present }} is not null
    ) as ordered
    where golden_place = 1

),

{% endfor -%}
totals as (

    select golden_customer_id, count(*) as record_count, count(distinct golden_source) as source_count,
      min(golden_record_no) as oldest_record_no
    from members
    group by golden_customer_id

)

select
  totals.golden_customer_id as customer_id,
  totals.record_count,
  totals.source_count
  {%- for column in rules %},
  best_{{ column }}.{{ column }},
  best_{{ column }}.golden_source as {{ column }}_source,
  best_{{ column }}.golden_record_id as {{ column }}_record_id,
  best_{{ column }}.golden_updated_at as {{ column }}_updated_at
  {%- endfor %}
from totals
{%- for column in rules %}
left join best_{{ column }} on totals.golden_customer_id = best_{{ column }}.golden_customer_id
{%- endfor %}
{%- endmacro %}

{% macro identity_survival_order(column, by) -%}
  {%- if by == 'newest' -%} case when golden_updated_at is null then 1 else 0 end, golden_updated_at desc
  {%- elif by == 'oldest' -%} case when golden_updated_at is null then 1 else 0 end, golden_updated_at
  {%- elif by == 'longest' -%} length(cast({{ column }} as {{ dbt.type_string() }})) desc
  {%- elif by == 'commonest' -%} golden_votes desc
  {%- else -%}
  {{ exceptions.raise_compiler_error("identity: column '" ~ column ~ "' is to survive by '" ~ by
    ~ "'; known are newest, oldest, longest, commonest") }}
  {%- endif -%}
{%- endmacro %}

{#-
  Source against master: for each source, the rows that it has, those that became records, those that have a
  customer, and the customers. `missing` is what was lost on the way and not left out on purpose: 0 if all is well.
-#}
{% macro identity_audit(config, relation, identities) -%}
{%- set settings = personalization.identity_settings(config) -%}
select
  coalesce({{ settings['source'] or "'all'" }}, 'none') as source,
  count(*) as source_rows,
  count(case when source.{{ settings['id'] }} is null then 1 end) as without_id,
  count(identities.record_id) as with_customer,
  count(distinct identities.customer_id) as customers,
  count(source.{{ settings['id'] }}) - count(identities.record_id) as missing
from {{ relation }} as source
left join {{ identities }} as identities
  on cast(source.{{ settings['id'] }} as {{ dbt.type_string() }}) = identities.record_id
group by coalesce({{ settings['source'] or "'all'" }}, 'none')
{%- endmacro %}
