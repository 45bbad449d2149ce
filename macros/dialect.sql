{#-
  The few places where warehouses differ beyond what the `dbt` macros cover. A new warehouse adds
  `<adapter>__<name>` here and nothing anywhere else.
-#}

{#- 64-bit floating point; `dbt.type_float()` is 32-bit on DuckDB. -#}
{% macro type_double() -%}
  {{ return(adapter.dispatch('type_double', 'personalization')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
  double precision
{%- endmacro %}

{% macro bigquery__type_double() -%}
  float64
{%- endmacro %}

{#- Between two selects: rows of both, each once. BigQuery wants it said. -#}
{% macro union_distinct() -%}
  {{ return(adapter.dispatch('union_distinct', 'personalization')()) }}
{%- endmacro %}

{% macro default__union_distinct() -%}
  union
{%- endmacro %}

{% macro bigquery__union_distinct() -%}
  union distinct
{%- endmacro %}

{#- Replaces every match of a POSIX pattern. -#}
{% macro replace_all(text, pattern, replacement) -%}
  {{ return(adapter.dispatch('replace_all', 'personalization')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__replace_all(text, pattern, replacement) -%}
  regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__replace_all(text, pattern, replacement) -%}
  regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro postgres__replace_all(text, pattern, replacement) -%}
  regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Rounded half away from zero; `round` of some warehouses takes exact numbers only. -#}
{% macro rounded(number, digits) -%}
  {{ return(adapter.dispatch('rounded', 'personalization')(number, digits)) }}
{%- endmacro %}

{% macro default__rounded(number, digits) -%}
  round({{ number }}, {{ digits }})
{%- endmacro %}

{% macro postgres__rounded(number, digits) -%}
  cast(round(cast({{ number }} as numeric), {{ digits }}) as {{ personalization.type_double() }})
{%- endmacro %}

{#- An ISO 8601 text with offset as a UTC timestamp without zone. -#}
{% macro to_utc(text) -%}
  {{ return(adapter.dispatch('to_utc', 'personalization')(text)) }}
{%- endmacro %}

{% macro default__to_utc(text) -%}
  cast(cast({{ text }} as timestamp with time zone) at time zone 'UTC' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#- A moment there has no zone: it is in UTC. -#}
{% macro bigquery__to_utc(text) -%}
  cast({{ text }} as timestamp)
{%- endmacro %}

{% macro snowflake__to_utc(text) -%}
  cast(convert_timezone('UTC', cast({{ text }} as timestamp_tz)) as timestamp_ntz)
{%- endmacro %}

{#-
  DuckDB ignores the offset when it casts text to timestamp, and `at time zone` needs the ICU
  extension: so by way of the instant in microseconds.
-#}
{% macro duckdb__to_utc(text) -%}
  make_timestamp(epoch_us(cast({{ text }} as timestamp with time zone)))
{%- endmacro %}

{#- Microseconds since 1970 as a UTC timestamp. -#}
{% macro from_micros(column) -%}
  {{ return(adapter.dispatch('from_micros', 'personalization')(column)) }}
{%- endmacro %}

{% macro default__from_micros(column) -%}
  {{ dbt.dateadd('microsecond', column, "cast('1970-01-01' as " ~ dbt.type_timestamp() ~ ")") }}
{%- endmacro %}

{% macro bigquery__from_micros(column) -%}
  timestamp_micros({{ column }})
{%- endmacro %}

{% macro duckdb__from_micros(column) -%}
  make_timestamp({{ column }})
{%- endmacro %}

{#-
  A JSON object; values may be JSON again. `pairs` maps keys to SQL expressions; keys keep their
  order, so equal content gives equal text and an equal hash.
-#}
{% macro json_object(pairs) -%}
  {{ return(adapter.dispatch('json_object', 'personalization')(pairs)) }}
{%- endmacro %}

{% macro default__json_object(pairs) -%}
  json_build_object({{ personalization.json_pairs(pairs) }})
{%- endmacro %}

{% macro bigquery__json_object(pairs) -%}
  to_json(struct(
  {%- for key, expression in pairs.items() %}
    {{ expression }} as {{ adapter.quote(key) }}{{ "," if not loop.last }}
  {%- endfor %}))
{%- endmacro %}

{% macro duckdb__json_object(pairs) -%}
  json_object({{ personalization.json_pairs(pairs) }})
{%- endmacro %}

{#- Put together by hand: the function of that name writes blanks, and equal content must hash equally. -#}
{% macro postgres__json_object(pairs) -%}
  cast('{'
  {%- for key, expression in pairs.items() %}
    || '{{ "," if not loop.first }}"{{ key }}":' || coalesce(cast(json_build_array({{ expression }}) -> 0 as {{ dbt.type_string() }}), 'null')
  {%- endfor %} || '}' as json)
{%- endmacro %}

{% macro snowflake__json_object(pairs) -%}
  object_construct_keep_null({{ personalization.json_pairs(pairs) }})
{%- endmacro %}

{% macro json_pairs(pairs) -%}
  {%- for key, expression in pairs.items() %}
    '{{ key }}', {{ expression }}{{ "," if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{#-
  A number from 0 to 2^28 - 1 that a text decides: the first seven digits of its MD5, the same everywhere.
  `mod(ascii, 39)` takes 0-9 and a-f to 9-24.
-#}
{% macro hash_number(text) -%}
  {{ return(adapter.dispatch('hash_number', 'personalization')(text)) }}
{%- endmacro %}

{% macro default__hash_number(text) -%}
  {%- set sum = namespace(text='0') -%}
  {%- for digit in range(1, 8) -%}
    {%- set sum.text = "(" ~ sum.text ~ " * 16 + mod(ascii(substr(" ~ dbt.hash(text) ~ ", " ~ digit ~ ", 1)), 39) - 9)" -%}
  {%- endfor -%}
  {{ sum.text }}
{%- endmacro %}

{% macro duckdb__hash_number(text) -%}
  cast('0x' || substr(md5({{ text }}), 1, 7) as integer)
{%- endmacro %}

{% macro postgres__hash_number(text) -%}
  cast(cast('x' || substr(md5({{ text }}), 1, 7) as bit(28)) as integer)
{%- endmacro %}

{% macro redshift__hash_number(text) -%}
  strtol(substr(md5({{ text }}), 1, 7), 16)
{%- endmacro %}

{#- A number as text with a fixed number of digits behind the point. -#}
{% macro fixed_text(number, digits) -%}
  cast(cast(round(cast({{ number }} as decimal(28, 9)), {{ digits }}) as decimal(28, {{ digits }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#-
  Ends a subquery whose columns are named many times: Postgres would put their expressions in place of each
  name, and an expression of expressions becomes too long to run.
-#}
{% macro computed_once() -%}
  {{ return(adapter.dispatch('computed_once', 'personalization')()) }}
{%- endmacro %}

{% macro default__computed_once() -%}
{%- endmacro %}

{% macro postgres__computed_once() -%}
  offset 0
{%- endmacro %}

{% macro redshift__computed_once() -%}
  offset 0
{%- endmacro %}
