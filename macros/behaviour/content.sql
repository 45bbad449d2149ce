{#- What a message shows, by rules that are data, and the merge tags that fill it. -#}

{#-
  Per customer and slot the first rule that applies, by priority. `rules` is a table with slot, priority, rule_id, kind, value,
  variant, valid_from and valid_to; a rule applies to a customer who is a member of its kind and value, `always` to everybody of
  `customers`. `memberships` has a row per customer, kind and value: segments, triggers, whatever a rule may ask for.
-#}
{% macro content_blocks(config, customers, memberships, rules) -%}
{%- set s = personalization.behaviour_settings('content_blocks', config, ['customer', 'as_of'], {}) -%}
with valid_rules as (

    select slot, priority, rule_id, kind, value, variant, valid_to
    from {{ rules }} as source
    where (valid_from is null or cast(valid_from as {{ dbt.type_timestamp() }}) <= {{ s.as_of }})
      and (valid_to is null or cast(valid_to as {{ dbt.type_timestamp() }}) > {{ s.as_of }})

),

applicable as (

    select memberships.{{ s.customer }} as customer_id, valid_rules.*
    from {{ memberships }} as memberships
    inner join {{ customers }} as customers on memberships.{{ s.customer }} = customers.{{ s.customer }}
    inner join valid_rules on memberships.kind = valid_rules.kind and memberships.value = valid_rules.value
    union all
    select customers.{{ s.customer }}, valid_rules.*
    from {{ customers }} as customers
    inner join valid_rules on valid_rules.kind = 'always'

),

ranked as (

    select
      applicable.*,
      row_number() over (partition by customer_id, slot order by priority, rule_id) as place
    from applicable

)

select
  {{ personalization.joined_key(['customer_id', 'slot']) }} as content_block_id,
  customer_id as {{ s.customer }},
  slot,
  rule_id,
  variant,
  kind,
  case when kind = 'always' then 'always' else value end as reason,
  valid_to
from ranked
where place = 1
{%- endmacro %}

{#- A JSON array of what `expression` is on each row, in the order of `order_by`; an empty group has no row. -#}
{% macro json_array(expression, order_by) -%}
  {{ return(adapter.dispatch('json_array', 'personalization')(expression, order_by)) }}
{%- endmacro %}

{% macro default__json_array(expression, order_by) -%}
  json_agg({{ expression }} order by {{ order_by }})
{%- endmacro %}

{% macro duckdb__json_array(expression, order_by) -%}
  to_json(list({{ expression }} order by {{ order_by }}))
{%- endmacro %}

{#- Put together by hand, as json_object is: the function of that name writes blanks. -#}
{% macro postgres__json_array(expression, order_by) -%}
  cast('[' || string_agg(cast({{ expression }} as {{ dbt.type_string() }}), ',' order by {{ order_by }}) || ']' as json)
{%- endmacro %}

{% macro redshift__json_array(expression, order_by) -%}
  json_parse('[' || listagg(json_serialize({{ expression }}), ',') within group (order by {{ order_by }}) || ']')
{%- endmacro %}

{% macro snowflake__json_array(expression, order_by) -%}
  array_agg({{ expression }}) within group (order by {{ order_by }})
{%- endmacro %}

{% macro bigquery__json_array(expression, order_by) -%}
  to_json(array_agg({{ expression }} order by {{ order_by }}))
{%- endmacro %}

{#- The array, or an empty one where there is none. -#}
{% macro json_array_or_empty(column) -%}
  {{ return(adapter.dispatch('json_array_or_empty', 'personalization')(column)) }}
{%- endmacro %}

{% macro default__json_array_or_empty(column) -%}
  coalesce({{ column }}, cast('[]' as json))
{%- endmacro %}

{% macro redshift__json_array_or_empty(column) -%}
  coalesce({{ column }}, json_parse('[]'))
{%- endmacro %}

{% macro snowflake__json_array_or_empty(column) -%}
  coalesce({{ column }}, array_construct())
{%- endmacro %}

{% macro bigquery__json_array_or_empty(column) -%}
  coalesce({{ column }}, json '[]')
{%- endmacro %}

{#- Text that is JSON, as JSON: to put it into another object. -#}
{% macro json_of_text(column) -%}
  {{ return(adapter.dispatch('json_of_text', 'personalization')(column)) }}
{%- endmacro %}

{% macro default__json_of_text(column) -%}
  cast({{ column }} as json)
{%- endmacro %}

{% macro redshift__json_of_text(column) -%}
  json_parse({{ column }})
{%- endmacro %}

{% macro snowflake__json_of_text(column) -%}
  parse_json({{ column }})
{%- endmacro %}

{% macro bigquery__json_of_text(column) -%}
  parse_json({{ column }})
{%- endmacro %}
