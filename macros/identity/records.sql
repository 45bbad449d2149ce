{#-
  One row per record in comparable form: `<column>_key` for each named column. `record_no` counts records
  in the order of their arrival and never changes; a record that changed keeps it and gets a new `batch`.
  Rows without an id are left out (and reported by `identity_findings`).
-#}
{% macro identity_records(config, relation) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set kinds = settings['kinds'] -%}
{%- do personalization.identity_has_columns(settings, relation) -%}
with source as (

    select
      cast({{ settings['id'] }} as {{ dbt.type_string() }}) as record_id,
      {{ settings['source'] if settings['source'] else "cast(null as " ~ dbt.type_string() ~ ")" }} as record_source,
      {{ personalization.to_utc('source.' ~ settings['created_at']) if settings['created_at'] else "cast(null as " ~ dbt.type_timestamp() ~ ")" }} as record_created_at,
      {{ personalization.to_utc('source.' ~ settings['updated_at']) if settings['updated_at'] else "cast(null as " ~ dbt.type_timestamp() ~ ")" }} as record_updated_at,
      source.*
    from {{ relation }} as source
    where {{ settings['id'] }} is not null

),

{% if is_incremental() -%}
arrived as (

    select source.*, known.record_no as known_no
    from source
    left join {{ this }} as known on source.record_id = known.record_id
    where known.record_id is null
      {%- if settings['updated_at'] %} or source.record_updated_at > known.record_updated_at {%- endif %}

),
{%- endif %}

present as (

    select
      source.record_id,
      source.record_source,
      source.record_created_at,
      source.record_updated_at
      {%- if is_incremental() %},
      source.known_no
      {%- endif %}
      {%- for field in settings['fields'] %},
      {%- set text = "cast(" ~ field['sql'] ~ " as " ~ dbt.type_string() ~ ")" %}
      {#- NA is Namibia, and a system's id may look like a filler: those are taken as they are. #}
      {{ "nullif(trim(" ~ text ~ "), '')" if field['kind'] in ['country', 'login', 'code'] else personalization.present_text(text) }}
        as {{ field['name'] }}_text
      {%- endfor %}
    from {{ 'arrived' if is_incremental() else 'source' }} as source

),

plain as (

    select
      present.*
      {%- for field in settings['fields'] if field['kind'] not in ['login', 'code'] %},
      {{ personalization.identity_plain(field) }} as {{ field['name'] }}_plain
      {%- endfor %}
    from present

),

keyed as (

    select
      plain.*
      {%- for field in settings['fields'] %},
      {{ personalization.identity_key_of(field) }} as {{ field['name'] }}_key
      {%- endfor %}
    from plain
    {%- for field in settings['fields'] if field['kind'] == 'email' %}
    left join {{ ref('email_domain_fixes') }} as {{ field['name'] }}_fix
      on {{ dbt.split_part(field['name'] ~ "_plain", "'@'", 2) }} = {{ field['name'] }}_fix.typed
    {%- endfor %}
    {%- if 'phone' in kinds %}
    left join {{ ref('phone_rules') }} as phone_rule
      on phone_rule.country_code = {{ personalization.identity_country(settings) }}
    {%- endif %}

)

select
  {% if is_incremental() -%}
  coalesce(known_no, last.record_no + row_number() over (partition by known_no is null order by record_created_at, record_id))
    as record_no,
  last.batch + 1 as batch,
  {%- else -%}
  row_number() over (order by record_created_at, record_id) as record_no,
  1 as batch,
  {%- endif %}
  record_id,
  record_source,
  record_created_at,
  record_updated_at
  {%- for field in settings['fields'] %},
  {{ field['name'] }}_key
  {%- endfor %}
  {%- if personalization.identity_key(settings, 'given_name') and personalization.identity_key(settings, 'family_name') %},
  {{ personalization.identity_key(settings, 'given_name') }} || '|' || {{ personalization.identity_key(settings, 'family_name') }} as names_key
  {%- endif %}
from keyed
{%- if is_incremental() %}
cross join (select max(record_no) as record_no, max(batch) as batch from {{ this }}) as last
{%- endif %}
{%- endmacro %}

{#- A text with everything taken off that never tells people apart. -#}
{% macro identity_plain(field) -%}
  {%- set text = field['name'] ~ '_text' -%}
  {%- if field['kind'] == 'phone' -%} {{ personalization.phone_digits(text) }}
  {%- elif field['kind'] == 'birth_date' -%}
  {%- set joined = "replace(" ~ text ~ ", '-', '')" -%}
  case when {{ personalization.matches_pattern(joined, '[^0-9]') }} then {{ personalization.replace_all(joined, '[^0-9]', '') }} else {{ joined }} end
  {%- elif field['kind'] == 'email' -%} lower({{ text }})
  {%- else -%} {{ personalization.plain_letters(text) }}
  {%- endif -%}
{%- endmacro %}

{#- The standardized value of one field, by its kind. -#}
{% macro identity_key_of(field) -%}
  {%- set kind = field['kind'] -%}
  {%- set text = field['name'] ~ '_text' -%}
  {%- set plain = field['name'] ~ '_plain' -%}
  {%- if kind in ['given_name', 'family_name'] -%} {{ personalization.normalize_name(plain) }}
  {%- elif kind == 'birth_date' -%} {{ personalization.normalize_birth_date(plain) }}
  {%- elif kind == 'email' -%}
  {{ personalization.normalize_email(plain, "coalesce(" ~ field['name'] ~ "_fix.meant, " ~ dbt.split_part(plain, "'@'", 2) ~ ")") }}
  {%- elif kind == 'phone' -%} {{ personalization.normalize_phone(plain, 'phone_rule') }}
  {%- elif kind in ['identifier', 'postal_code'] -%} {{ personalization.normalize_identifier(plain) }}
  {%- elif kind == 'street' -%} {{ personalization.normalize_street(plain) }}
  {%- elif kind in ['login', 'code'] -%} {{ text }}
  {%- elif kind == 'country' -%} upper({{ plain }})
  {%- else -%} {{ personalization.normalize_text(plain) }}
  {%- endif -%}
{%- endmacro %}

{#- The country that national phone numbers belong to: a column of the kind country, else the setting. -#}
{% macro identity_country(settings) -%}
  {%- for field in settings['fields'] if field['kind'] == 'country' -%}
    {%- set own = "upper(" ~ field['name'] ~ "_plain)" -%}
    {{ return("coalesce(" ~ own ~ ", '" ~ settings['country'] ~ "')" if settings['country'] else own) }}
  {%- endfor -%}
  {{ return("'" ~ (settings['country'] or '') ~ "'") }}
{%- endmacro %}

{#- Stops the build with the names of columns that the settings name and the table has not. -#}
{% macro identity_has_columns(settings, relation) -%}
  {%- set present = [] -%}
  {%- for column in adapter.get_columns_in_relation(relation) if execute -%}
    {%- do present.append(column.name | lower) -%}
  {%- endfor -%}
  {%- set wanted = [settings['id']] + (settings['columns'].keys() | list) -%}
  {%- for setting in ['source', 'created_at', 'updated_at'] if settings[setting] -%}
    {%- do wanted.append(settings[setting]) -%}
  {%- endfor -%}
  {%- set missing = [] -%}
  {%- for column in wanted if column | lower not in present -%}{%- do missing.append(column) -%}{%- endfor -%}
  {%- if present and missing -%}
    {{ exceptions.raise_compiler_error("identity: " ~ relation.identifier ~ " has no column '" ~ (missing | join("', '"))
      ~ "'; it has " ~ (present | join(', ')) ~ ". Name it otherwise, or leave it out of `columns`") }}
  {%- endif -%}
{%- endmacro %}
