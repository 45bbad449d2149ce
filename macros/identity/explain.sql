{#- What a person looks at: the grey zone, the reasons of a match, and what is odd in the data. -#}

{#-
  The grey zone: pairs that need a person to decide, with both records side by side. Pairs that other links
  have brought into one cluster are settled. Write the answers into a table and name it in the rules `always`
  and `never`.
-#}
{% macro identity_review(config, records, matches, clusters) -%}
{%- set settings = personalization.identity_settings(config) -%}
select
  matches.match_probability,
  matches.match_weight,
  l.record_id as left_id,
  r.record_id as right_id
  {%- for field in settings['fields'] %},
  l.{{ field['name'] }}_key as left_{{ field['name'] }},
  r.{{ field['name'] }}_key as right_{{ field['name'] }}
  {%- endfor %}
from {{ matches }} as matches
inner join {{ records }} as l on matches.left_no = l.record_no
inner join {{ records }} as r on matches.right_no = r.record_no
inner join {{ clusters }} as left_cluster on l.record_no = left_cluster.record_no
inner join {{ clusters }} as right_cluster on r.record_no = right_cluster.record_no
where matches.decision = 'review'
  and matches.batch >= greatest(l.batch, r.batch)
  and left_cluster.cluster_no <> right_cluster.cluster_no
{%- endmacro %}

{#-
  Why a pair has its probability: one row per pair and step, in bits (log2 of the odds), that add up to
  `match_weight`: how rare one person is among pairs at all, each comparison, how common the values are that
  agree, and what is taken off because people who live together agree on it too.
-#}
{% macro identity_waterfall(config, records, matches, weights) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set comparisons = personalization.identity_comparisons(settings) -%}
with digits as (

    {% for comparison in comparisons -%}
    select {{ loop.index0 }} as comparison_no, cast({{ '1' ~ '0' * loop.index0 }} as bigint) as unit union all
    {% endfor -%}
    select -1, null

),

steps as (

    select
      matches.left_no,
      matches.right_no,
      matches.match_weight,
      matches.term_log,
      digits.comparison_no + 1 as step,
      weights.comparison,
      weights.level_name,
      weights.weight,
      weights.term_base
    from {{ matches }} as matches
    cross join digits
    inner join {{ weights }} as weights
      on digits.comparison_no = weights.comparison_no
      and weights.level_no = case when digits.unit is null then 0
        else mod(cast(floor(matches.pattern / digits.unit) as bigint), 10) end

),

totals as (

    select left_no, right_no, max(match_weight) as match_weight, sum(weight) as weight,
      (sum(coalesce(term_base, 0)) - max(term_log)) / ln(2.0) as term_weight
    from steps
    group by left_no, right_no

),

bars as (

    select left_no, right_no, step, comparison, level_name, weight from steps
    union all
    select left_no, right_no, 90, 'commonness', 'of the values that agree', term_weight from totals
    union all
    select left_no, right_no, 91, 'household', 'what people who live together share', match_weight - weight - term_weight from totals

)

select
  l.record_id as left_id,
  r.record_id as right_id,
  bars.step,
  bars.comparison,
  bars.level_name,
  bars.weight,
  sum(bars.weight) over (partition by bars.left_no, bars.right_no order by bars.step) as running_weight
from bars
inner join {{ records }} as l on bars.left_no = l.record_no
inner join {{ records }} as r on bars.right_no = r.record_no
{%- endmacro %}

{#-
  What is odd: one row per finding, with how many records it concerns and what was done with them. Nothing
  here stops a build; a test on this table can.
-#}
{% macro identity_findings(config, relation, records, blocks, clusters) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set id = settings['id'] -%}
with source as (

    select * from {{ relation }}

),

findings as (

    select 'record without id' as finding, '{{ id }}' as subject, count(*) as records,
      'left out' as treatment
    from source where {{ id }} is null
    union all
    select 'id of several records', '{{ id }}', count(*), 'each is a record of its own; mend the source'
    from source where {{ id }} in (select {{ id }} from source group by {{ id }} having count(*) > 1)
    {% for field in settings['fields'] -%}
    union all
    select 'value that identifies nobody', '{{ field["name"] }}', count(*), 'taken as missing'
    from source
    inner join {{ records }} as records on cast(source.{{ id }} as {{ dbt.type_string() }}) = records.record_id
    where {{ field['sql'] }} is not null and records.{{ field['name'] }}_key is null
      and trim(cast({{ field['sql'] }} as {{ dbt.type_string() }})) <> ''
    {% endfor -%}
    {%- for field in settings['fields'] if field['kind'] in ['email', 'phone', 'identifier', 'login', 'birth_date'] -%}
    union all
    select 'value of many records', concat('{{ field["name"] }} ', {{ field['name'] }}_key), count(*),
      'weighs little, and is not multiplied out'
    from {{ records }}
    where {{ field['name'] }}_key is not null
    group by {{ field['name'] }}_key
    having count(*) > {{ settings['max_block'] }}
    {% endfor -%}
    union all
    select 'cluster that breaks a limit', 'clusters', count(*), 'taken apart'
    from {{ clusters }} where is_taken_apart

)

select * from findings where records > 0
{%- endmacro %}
