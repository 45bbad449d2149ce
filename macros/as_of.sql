{#- The instant that the project is computed for (variable `as_of`), as a timestamp. -#}
{% macro as_of() -%}
  cast('{{ var("as_of") }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}
