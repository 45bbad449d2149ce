{# Texts, types, aggregates and lists. #}

{% macro sqlite__concat(fields) -%}
  {{ fields | join(' || ') }}
{%- endmacro %}

{% macro sqlite__hash(field) -%}
  md5(cast({{ field }} as text))
{%- endmacro %}

{% macro sqlite__position(substring_text, string_text) -%}
  instr({{ string_text }}, {{ substring_text }})
{%- endmacro %}

{% macro sqlite__right(string_text, length_expression) -%}
  case when {{ length_expression }} = 0 then '' else substr({{ string_text }}, -({{ length_expression }})) end
{%- endmacro %}

{% macro sqlite__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    join_first(json_group_array({{ measure }} {{ order_by_clause or '' }}), {{ delimiter_text }}, {{ limit_num }})
  {%- else -%}
    group_concat({{ measure }}, {{ delimiter_text }} {{ order_by_clause or '' }})
  {%- endif -%}
{%- endmacro %}

{% macro sqlite__any_value(expression) -%}
  min({{ expression }})
{%- endmacro %}

{% macro sqlite__bool_or(expression) -%}
  max({{ expression }})
{%- endmacro %}

{% macro sqlite__cast_bool_to_text(field) -%}
  case {{ field }} when 1 then 'true' when 0 then 'false' end
{%- endmacro %}

{# A cast to a number takes what it can of a text, and 0 where there is nothing: that is not meant. #}
{% macro sqlite__safe_cast(field, type) -%}
  {%- if modules.re.search('int|real|floa|doub|num|dec', type | lower) -%}
    case when trim({{ field }}) glob '*[0-9]*' and trim({{ field }}) not glob '*[^0-9.eE+-]*' then cast({{ field }} as {{ type }}) end
  {%- else -%}
    cast({{ field }} as {{ type }})
  {%- endif -%}
{%- endmacro %}

{% macro sqlite__array_construct(inputs, data_type) -%}
  json_array({{ inputs | join(', ') }})
{%- endmacro %}

{% macro sqlite__array_append(array, new_element) -%}
  json_insert({{ array }}, '$[#]', {{ new_element }})
{%- endmacro %}

{% macro sqlite__array_concat(array_1, array_2) -%}
  (select json_group_array(value) from (select value from json_each({{ array_1 }}) union all select value from json_each({{ array_2 }})))
{%- endmacro %}
