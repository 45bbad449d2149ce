{#-
  Every pair of records worth comparing, with how they compare. `pattern` holds the level of each
  comparison as a decimal digit, the first comparison in the last digit; `term_log` is the logarithm of
  how common the values are that agree. Blocks above `max_block` are not multiplied out: there, each
  record meets its neighbours in the order of names only, so the work stays linear. In a large table two records
  must meet twice, or by what one person alone should have, or by a value that no more than `rare_block` share.
-#}
{% macro identity_pairs(config, records, blocks) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set comparisons = personalization.identity_comparisons(settings) -%}
{%- set terms = personalization.identity_terms(comparisons) -%}
{%- set new = "(select max(batch) from " ~ this ~ ")" if is_incremental() else none -%}
with {% if new %} arrived as (

    select distinct block_key from {{ blocks }} where batch > {{ new }}

),

touched as (

    select blocks.record_no, blocks.rule_no, blocks.batch, blocks.block_key
    from {{ blocks }} as blocks
    inner join arrived on blocks.block_key = arrived.block_key

),

{% endif -%}
{%- set relevant = 'touched' if new else blocks -%}
sizes as (

    select block_key, count(*) as records
    from {{ relevant }} as blocks
    group by block_key
    having count(*) > 1

),

members as (

    select blocks.record_no, blocks.rule_no, blocks.batch, blocks.block_key, sizes.records
    from {{ relevant }} as blocks
    inner join sizes on blocks.block_key = sizes.block_key

),

large as (

    select
      members.record_no,
      members.rule_no,
      members.batch,
      members.records,
      {% for step in [1, 2] -%}
      lead(members.record_no, {{ step }}) over (partition by members.block_key order by {{ personalization.identity_sort_key(settings) }}) as next_{{ step }},
      lead(members.batch, {{ step }}) over (partition by members.block_key order by {{ personalization.identity_sort_key(settings) }}) as batch_{{ step }}{{ "," if not loop.last }}
      {% endfor %}
    from members
    inner join {{ records }} as records on members.record_no = records.record_no
    where members.records > {{ settings['max_block'] }}

),

candidates as (

    select one.record_no as one_no, other.record_no as other_no, one.rule_no, one.records
    from members as one
    inner join members as other on one.block_key = other.block_key and one.record_no < other.record_no
    where one.records <= {{ settings['max_block'] }} and other.records <= {{ settings['max_block'] }}
      {%- if new %} and greatest(one.batch, other.batch) > {{ new }} {%- endif %}
    union all
    select record_no, next_1, rule_no, records from large where next_1 <> record_no
      {%- if new %} and greatest(batch, batch_1) > {{ new }} {%- endif %}
    union all
    select record_no, next_2, rule_no, records from large where next_2 <> record_no
      {%- if new %} and greatest(batch, batch_2) > {{ new }} {%- endif %}

),

chosen as (

    select
      least(one_no, other_no) as left_no,
      greatest(one_no, other_no) as right_no,
      min(rule_no) as rule_no
    from candidates
    group by least(one_no, other_no), greatest(one_no, other_no)
    having count(*) > 1 or min(rule_no) <= {{ personalization.identity_rules(settings) | selectattr('strong') | list | length }}
      or min(records) <= {{ settings['rare_block'] }}
      or (select count(*) from {{ records }}) <= {{ settings['small_table'] }}

)

{{ personalization.identity_compared(settings, comparisons, records, 'chosen') }}

select
  left_no, right_no, rule_no, batch, ruling, {{ personalization.identity_pattern(comparisons) }} as pattern,
  {% for term in terms -%}
  case when {{ term['agreed'] }} then coalesce(ln({{ term['key'] }}_records), 0) else 0 end +
  {% endfor %} cast(0 as {{ personalization.type_double() }}) as term_log
from compared
{%- for term in terms %}
left join (
  select records.{{ term['key'] }} as term, count(*) as {{ term['key'] }}_records
  from {{ records }} as records
  {%- if new %}
  inner join (select distinct {{ term['key'] }} from compared where {{ term['agreed'] }}) as wanted
    on records.{{ term['key'] }} = wanted.{{ term['key'] }}
  {%- else %}
  where records.{{ term['key'] }} is not null
  {%- endif %}
  group by records.{{ term['key'] }}
  having count(*) > 1
) as {{ term['key'] }}_term
  on case when {{ term['agreed'] }} then compared.{{ term['key'] }} end = {{ term['key'] }}_term.term
{%- endfor %}
{%- endmacro %}

{#- The columns whose commonness counts, each once, with the condition by which a pair agrees in them. -#}
{% macro identity_terms(comparisons) -%}
  {%- set conditions = {} -%}
  {%- for comparison in comparisons -%}
    {%- for term in comparison['terms'] -%}
      {%- set condition = 'compared.' ~ comparison['name'] ~ '_level in (' ~ term['levels'] | join(', ') ~ ')' -%}
      {%- do conditions.update({term['key']: conditions.get(term['key'], []) + [condition]}) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- set found = [] -%}
  {%- for key, either in conditions.items() -%}
    {%- do found.append({'key': key, 'agreed': either | join(' or ')}) -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}

{#- The order in which neighbours of a large block are compared: alike records next to each other. -#}
{% macro identity_sort_key(settings) -%}
  {%- set keys = [] -%}
  {%- for field in settings['fields'] if field['kind'] not in ['country', 'region'] -%}
    {%- do keys.append('records.' ~ field['name'] ~ '_key') -%}
  {%- endfor -%}
  {{ keys[:4] | join(', ') }}, records.record_no
{%- endmacro %}

{#- A CTE `compared`: the pairs of `chosen` (left_no, right_no, rule_no) compared field by field. -#}
{% macro identity_compared(settings, comparisons, records, chosen) -%}
{%- set given = personalization.identity_key(settings, 'given_name') -%}
{%- set family = personalization.identity_key(settings, 'family_name') -%}
, measured as (

    select
      chosen.left_no,
      chosen.right_no,
      chosen.rule_no,
      greatest(l.batch, r.batch) as batch,
      {% if given -%}
      nickname.one is not null as is_nickname,
      {% if family -%}
      l.names_key as l_names_key,
      r.names_key as r_names_key,
      {% endif -%}
      {% endif -%}
      {% for field in settings['fields'] -%}
      {%- set key = field['name'] ~ '_key' -%}
      l.{{ key }} as l_{{ key }},
      r.{{ key }} as r_{{ key }},
      {% if field['kind'] in ['given_name', 'family_name', 'text'] -%}
      {{ personalization.similarity_if_different('l.' ~ key, 'r.' ~ key, 0.55) }} as {{ field['name'] }}_likeness,
      {% elif field['kind'] == 'birth_date' -%}
      case when l.{{ key }} <> r.{{ key }} and (
        {%- for start, length in [(1, 4), (6, 2), (9, 2)] -%}
        substring(l.{{ key }}, {{ start }}, {{ length }}) = substring(r.{{ key }}, {{ start }}, {{ length }}){{ ' or ' if not loop.last }}
        {%- endfor -%}
        ) then {{ personalization.edit_distance('l.' ~ key, 'r.' ~ key) }} end as {{ field['name'] }}_slips,
      {% elif field['kind'] == 'email' -%}
      {{ personalization.email_level('l.' ~ key, 'r.' ~ key) | indent(6) }} as {{ field['name'] }}_grade,
      {% endif -%}
      {%- endfor -%}
      {{ personalization.identity_rule_sql(settings) }} as ruling
    from {{ chosen }} as chosen
    inner join {{ records }} as l on chosen.left_no = l.record_no
    inner join {{ records }} as r on chosen.right_no = r.record_no
    {%- if given %}
    left join (
      {{ personalization.nickname_pairs() | indent(6) }}
    ) as nickname
      on l.{{ given }} = nickname.one and r.{{ given }} = nickname.other
    {%- endif %}

),

{% if given and family -%}
named as (

    select measured.*, coalesce({{ personalization.names_alike(given, family) }}, false) as is_namesake
    from measured

),

{% endif -%}
compared as (

    select
      left_no,
      right_no,
      rule_no,
      batch,
      ruling
      {%- for comparison in comparisons %},
      {{ comparison['sql'] }} as {{ comparison['name'] }}_level
      {%- endfor %}
      {%- for term in personalization.identity_terms(comparisons) %},
      l_{{ term['key'] }} as {{ term['key'] }}
      {%- endfor %}
    from {{ 'named' if given and family else 'measured' }}

)
{%- endmacro %}

{#- The levels of all comparisons as one number. -#}
{% macro identity_pattern(comparisons) -%}
  {%- for comparison in comparisons -%}
  cast({{ comparison['name'] }}_level as bigint) * {{ '1' ~ '0' * loop.index0 }}{{ " + " if not loop.last }}
  {%- endfor %}
{%- endmacro %}

{#- 1 where a rule of the project says "one person", -1 where one says "never", else 0. -#}
{% macro identity_rule_sql(settings) -%}
  {%- if not settings['always'] and not settings['never'] -%} 0
  {%- else -%}
  case
    {%- for rule in settings['never'] %}
    when {{ rule }} then -1
    {%- endfor %}
    {%- for rule in settings['always'] %}
    when {{ rule }} then 1
    {%- endfor %}
    else 0
  end
  {%- endif -%}
{%- endmacro %}

{#- Two given names that a nickname connects: Bob and Robert, but also Mike and Michi. Both ways round. -#}
{% macro nickname_pairs() -%}
select nickname as one, given_name as other from {{ ref('nicknames') }}
{{ personalization.union_distinct() }}
select given_name, nickname from {{ ref('nicknames') }}
{{ personalization.union_distinct() }}
select a.nickname, b.nickname
from {{ ref('nicknames') }} as a
inner join {{ ref('nicknames') }} as b on a.given_name = b.given_name and a.nickname <> b.nickname
{%- endmacro %}
