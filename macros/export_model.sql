{#-
  The body of a destination model: one row per customer with the payload as JSON text and its hash.
  A sync sends only rows whose hash is not the one that it sent last.
-#}
{% macro export_model(payload) -%}
with payloads as (

    select
      customer_id,
      cast({{ payload }} as {{ dbt.type_string() }}) as payload
    from {{ ref('act_destination_attributes') }}

)

select
  customer_id,
  payload,
  {{ dbt.hash('payload') }} as payload_hash,
  {{ as_of() }} as exported_as_of
from payloads
{%- endmacro %}
