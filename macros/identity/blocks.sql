{#-
  Which records are worth comparing: those that share the key of a rule. One row per record, rule and
  key. In a small table one equal field is enough; in a large one two are needed, unless the field is of
  a kind that one person alone should have. The row of record 0 tells how keys are hashed: where the warehouse
  hashes otherwise than when the table was made, all keys are made again.
-#}
{% macro identity_blocks(config, records) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set mark = personalization.block_key(0, "'mark'") -%}
{%- set new = "records.batch > coalesce((select max(batch) from " ~ this ~ " where record_no = 0 and block_key = " ~ mark
  ~ "), 0)" if is_incremental() else none -%}
with counted as (

    select count(*) <= {{ settings['small_table'] }} as is_small from {{ records }}

)

select 0 as record_no, max(batch) as batch, 0 as rule_no, {{ mark }} as block_key from {{ records }}
union all

{% for rule in personalization.identity_rules(settings) -%}
{%- for key in rule['keys'] %}
select records.record_no, records.batch, {{ rule['no'] }} as rule_no,
  {{ personalization.block_key(rule['no'], key) }} as block_key
from {{ records }} as records
{%- if rule['small_only'] %}
cross join counted
{%- endif %}
where {{ key }} is not null
  {%- if rule['small_only'] %} and counted.is_small {%- endif %}
  {%- if new %} and {{ new }} {%- endif %}
{{ "union all" if not (loop.last and rule['last']) }}
{%- endfor %}
{%- endfor %}
{%- endmacro %}

{#-
  The rules for the fields that there are, as {no, name, keys, small_only, strong, last}; the strong ones, which
  need nothing beside them, first. Names are compared without regard to which is the given one, so a swapped name
  meets the right one.
-#}
{% macro identity_rules(settings) -%}
  {%- set strong = [] -%}
  {%- set tokens = {} -%}
  {%- set area = namespace(key=none) -%}
  {%- for field in settings['fields'] -%}
    {%- set key = field['name'] ~ '_key' -%}
    {%- set kind = field['kind'] -%}
    {%- if kind in ['email', 'phone', 'identifier', 'login'] -%}
      {%- do strong.append({'name': field['name'], 'keys': [key], 'small_only': false}) -%}
    {%- elif kind in ['given_name', 'family_name'] -%}
      {%- do tokens.update({'name': tokens.get('name', []) + [key]}) -%}
    {%- elif kind in ['birth_date', 'street', 'text'] -%}
      {%- do tokens.update({field['name']: [key]}) -%}
    {%- elif kind == 'postal_code' or (kind == 'city' and area.key is none) -%}
      {%- set area.key = key -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set rules = strong + personalization.identity_token_rules(tokens, area.key) -%}
  {%- set numbered = [] -%}
  {%- for rule in rules -%}
    {%- do numbered.append(dict(rule, no=loop.index, last=loop.last, strong=loop.index <= strong | length)) -%}
  {%- endfor -%}
  {{ return(numbered) }}
{%- endmacro %}

{#-
  Each token alone, for small tables, and each two of them together. The area that people live in says little beside
  a name or a street: it is paired with those only where there are less than two tokens beside names.
-#}
{% macro identity_token_rules(tokens, area) -%}
  {%- set rules = [] -%}
  {%- set hanging = ['name', 'street'] if tokens | length - ('name' in tokens) >= 2 else [] -%}
  {%- if area -%}{%- do tokens.update({'area': [area]}) -%}{%- endif -%}
  {%- for name, keys in tokens.items() -%}
    {%- do rules.append({'name': name, 'keys': keys, 'small_only': true}) -%}
  {%- endfor -%}
  {%- set names = tokens.get('name', []) -%}
  {%- if names | length == 2 -%}
    {%- set both = "least(" ~ names[0] ~ ", " ~ names[1] ~ ") || '|' || greatest(" ~ names[0] ~ ", " ~ names[1] ~ ")" -%}
    {%- do rules.append({'name': 'both names', 'keys': ["case when " ~ names[0] ~ " is not null and " ~ names[1]
      ~ " is not null then " ~ both ~ " end"], 'small_only': false}) -%}
  {%- endif -%}
  {%- set order = tokens.keys() | list -%}
  {%- for one in order -%}
    {%- set position = loop.index -%}
    {%- for other in order[position:] if not (other == 'area' and one in hanging) -%}
      {%- set keys = [] -%}
      {%- for left in tokens[one] -%}
        {%- for right in tokens[other] -%}
          {%- do keys.append(left ~ " || '|' || " ~ right) -%}
        {%- endfor -%}
      {%- endfor -%}
      {%- do rules.append({'name': one ~ ' and ' ~ other, 'keys': keys, 'small_only': false}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(rules) }}
{%- endmacro %}

{#-
  A key with the number of its rule as a whole number: a million of them are joined faster than texts are.
  Where there is no such hash, the text itself.
-#}
{% macro block_key(rule_no, key) -%}
  {{ return(adapter.dispatch('block_key', 'personalization')(rule_no, key)) }}
{%- endmacro %}

{% macro default__block_key(rule_no, key) -%}
  '{{ rule_no }}|' || {{ key }}
{%- endmacro %}

{% macro duckdb__block_key(rule_no, key) -%}
  hash('{{ rule_no }}|' || {{ key }})
{%- endmacro %}

{% macro bigquery__block_key(rule_no, key) -%}
  farm_fingerprint('{{ rule_no }}|' || {{ key }})
{%- endmacro %}
