{#-
  Where an incremental run begins to read: `web_lookback_days` before the newest row that is there,
  and at the beginning of time if nothing is, so that an empty table does not stay empty.
-#}
{% macro lookback_start(column) -%}
  coalesce(
    {{ dbt.dateadd('day', -1 * var('web_lookback_days'), 'max(' ~ column ~ ')') }},
    cast('1900-01-01' as {{ dbt.type_timestamp() }})
  )
{%- endmacro %}
