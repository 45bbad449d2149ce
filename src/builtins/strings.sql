{# Text functions, the same call on every warehouse. #}

{% macro concat(fields) -%}
  {% do return(adapter.dispatch('concat', 'dbt')(fields)) %}
{%- endmacro %}
{% macro default__concat(fields) -%}
  {{ fields | join(' || ') }}
{%- endmacro %}
{% macro bigquery__concat(fields) -%}
  concat({{ fields | join(', ') }})
{%- endmacro %}

{% macro hash(field) -%}
  {% do return(adapter.dispatch('hash', 'dbt')(field)) %}
{%- endmacro %}
{% macro default__hash(field) -%}
  md5(cast({{ field }} as {{ api.Column.translate_type('string') }}))
{%- endmacro %}
{% macro bigquery__hash(field) -%}
  to_hex({{ dbt.default__hash(field) }})
{%- endmacro %}

{% macro length(expression) -%}
  {% do return(adapter.dispatch('length', 'dbt')(expression)) %}
{%- endmacro %}
{% macro default__length(expression) %}
  length(
      {{ expression }}
  )
{%- endmacro %}

{% macro position(substring_text, string_text) -%}
  {% do return(adapter.dispatch('position', 'dbt')(substring_text, string_text)) %}
{%- endmacro %}
{% macro default__position(substring_text, string_text) %}
  position(
      {{ substring_text }} in {{ string_text }}
  )
{%- endmacro %}
{% macro bigquery__position(substring_text, string_text) %}
  strpos(
      {{ string_text }},
      {{ substring_text }}
  )
{% endmacro %}

{% macro replace(field, old_chars, new_chars) -%}
  {% do return(adapter.dispatch('replace', 'dbt')(field, old_chars, new_chars)) %}
{%- endmacro %}
{% macro default__replace(field, old_chars, new_chars) %}
  replace(
      {{ field }},
      {{ old_chars }},
      {{ new_chars }}
  )
{% endmacro %}

{% macro right(string_text, length_expression) -%}
  {% do return(adapter.dispatch('right', 'dbt')(string_text, length_expression)) %}
{%- endmacro %}
{% macro default__right(string_text, length_expression) %}
  right(
      {{ string_text }},
      {{ length_expression }}
  )
{%- endmacro %}
{# These two answer null, or the whole text, for a length of 0. #}
{% macro redshift__right(string_text, length_expression) %}
  case when {{ length_expression }} = 0 then ''
  else
    right(
        {{ string_text }},
        {{ length_expression }}
    )
  end
{% endmacro %}
{% macro snowflake__right(string_text, length_expression) %}
  case when {{ length_expression }} = 0 then ''
  else
    right(
        {{ string_text }},
        {{ length_expression }}
    )
  end
{% endmacro %}
{% macro bigquery__right(string_text, length_expression) %}
  case when {{ length_expression }} = 0 then ''
  else
    substr(
        {{ string_text }},
        -1 * ({{ length_expression }})
    )
  end
{% endmacro %}

{% macro split_part(string_text, delimiter_text, part_number) %}
  {% do return(adapter.dispatch('split_part', 'dbt')(string_text, delimiter_text, part_number)) %}
{% endmacro %}
{% macro default__split_part(string_text, delimiter_text, part_number) %}
  split_part(
      {{ string_text }},
      {{ delimiter_text }},
      {{ part_number }}
      )
{% endmacro %}
{# Counts a negative part from the end, by the number of delimiters in the text. #}
{% macro _split_part_negative(string_text, delimiter_text, part_number) %}
  split_part(
      {{ string_text }},
      {{ delimiter_text }},
        length({{ string_text }})
        - length(
            replace({{ string_text }},  {{ delimiter_text }}, '')
        ) + 2 + {{ part_number }}
      )
{% endmacro %}
{% macro postgres__split_part(string_text, delimiter_text, part_number) %}
  {%- if part_number >= 0 -%}
    {{ dbt.default__split_part(string_text, delimiter_text, part_number) }}
  {%- else -%}
    {{ dbt._split_part_negative(string_text, delimiter_text, part_number) }}
  {%- endif -%}
{% endmacro %}
{% macro duckdb__split_part(string_text, delimiter_text, part_number) %}
  string_split({{ string_text }}, {{ delimiter_text }})[ {{ part_number }} ]
{% endmacro %}
{% macro bigquery__split_part(string_text, delimiter_text, part_number) %}
  {%- if part_number >= 0 -%}
  split(
      {{ string_text }},
      {{ delimiter_text }}
      )[safe_offset({{ part_number - 1 }})]
  {%- else -%}
  split(
      {{ string_text }},
      {{ delimiter_text }}
      )[safe_offset(
        length({{ string_text }})
        - length(
            replace({{ string_text }},  {{ delimiter_text }}, '')
        ) + 1 + {{ part_number }}
      )]
  {%- endif -%}
{% endmacro %}

{%- macro string_literal(value) -%}
  {% do return(adapter.dispatch('string_literal', 'dbt')(value)) %}
{%- endmacro -%}
{% macro default__string_literal(value) -%}
  '{{ value }}'
{%- endmacro %}
{% macro bigquery__string_literal(value) -%}
  '''{{ value }}'''
{%- endmacro %}

{% macro escape_single_quotes(expression) %}
  {% do return(adapter.dispatch('escape_single_quotes', 'dbt')(expression)) %}
{% endmacro %}
{% macro default__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "''") }}
{%- endmacro %}
{% macro snowflake__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "\\'") }}
{%- endmacro %}
{% macro bigquery__escape_single_quotes(expression) -%}
  {{ expression | replace("'", "\\'") }}
{%- endmacro %}

{% macro listagg(measure, delimiter_text="','", order_by_clause=none, limit_num=none) -%}
  {% do return(adapter.dispatch('listagg', 'dbt')(measure, delimiter_text, order_by_clause, limit_num)) %}
{%- endmacro %}
{% macro default__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    array_to_string(
        array_slice(
            array_agg(
                {{ measure }}
            ){% if order_by_clause %}
            within group ({{ order_by_clause }})
            {%- endif %}
            ,0
            ,{{ limit_num }}
        ),
        {{ delimiter_text }}
        )
  {%- else -%}
    listagg(
        {{ measure }},
        {{ delimiter_text }}
        )
        {%- if order_by_clause %}
        within group ({{ order_by_clause }})
        {%- endif %}
  {%- endif -%}
{%- endmacro %}
{% macro postgres__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    array_to_string(
        (array_agg(
            {{ measure }}
            {{ order_by_clause or '' }}
        ))[1:{{ limit_num }}],
        {{ delimiter_text }}
        )
  {%- else -%}
    string_agg(
        {{ measure }},
        {{ delimiter_text }}
        {{ order_by_clause or '' }}
        )
  {%- endif -%}
{%- endmacro %}
{% macro duckdb__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    list_aggr(
        (array_agg(
            {{ measure }}
            {{ order_by_clause or '' }}
        ))[1:{{ limit_num }}],
        'string_agg',
        {{ delimiter_text }}
        )
  {%- else -%}
    string_agg(
        {{ measure }},
        {{ delimiter_text }}
        {{ order_by_clause or '' }}
        )
  {%- endif -%}
{%- endmacro %}
{# Redshift's listagg takes no limit: join all, then keep the first parts of the text. #}
{% macro redshift__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  {%- if limit_num -%}
    {%- set part = '([^' ~ (delimiter_text | trim("'")) ~ ']*' ~ (delimiter_text | trim("'")) ~ '?)' -%}
    regexp_substr(
        {{ dbt.default__listagg(measure, delimiter_text, order_by_clause, none) }}
        ,'{{ part }}{{ '{' ~ (limit_num | int - 1) ~ '}' }}[^{{ delimiter_text | trim("'") }}]*'
        )
  {%- else -%}
    {{ dbt.default__listagg(measure, delimiter_text, order_by_clause, none) }}
  {%- endif -%}
{%- endmacro %}
{% macro bigquery__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
  string_agg(
      {{ measure }},
      {{ delimiter_text }}
      {{ order_by_clause or '' }}
      {{ 'limit ' ~ limit_num if limit_num }}
      )
{%- endmacro %}
