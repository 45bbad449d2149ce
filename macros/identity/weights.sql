{#-
  What each level of each comparison is worth, estimated from the data without labels.

  Three kinds of pairs are told apart: one person (m), strangers (u), and people who live together (h),
  who agree on what households share and differ like strangers in the rest. The shares of the kinds and the
  levels of m and h are found by expectation maximization over the counts of patterns (Dempster, Laird and
  Rubin 1977; Fellegi and Sunter 1969 for the model). How strangers compare is seen in random pairs, drawn in
  the order of a hash, so the same records give the same pairs; the pairs that are one person are taken off.

  One row per comparison and level, with the logarithms that scoring adds up. The rows of the comparison
  `prior` hold the shares of the kinds. `term_base` is what `term_log` of a pair is on average.
-#}
{% macro identity_weights(config, records, pairs) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set comparisons = personalization.identity_comparisons(settings) -%}
{%- if is_incremental() -%}
select * from {{ this }} where false
{%- else -%}
with size as (

    select count(*) as records, cast(count(*) as {{ personalization.type_double() }}) * (count(*) - 1) / 2 as pairs
    from {{ records }}

),

hashed as (

    select record_no, {{ dbt.hash('record_id') }} as record_hash from {{ records }}

),

-- Of a large table the sixteenth whose hash begins with 0 is enough to draw from.
shuffled as (

    select record_no, row_number() over (order by record_hash, record_no) as place, count(*) over () as records
    from hashed
    cross join size
    where size.records < {{ settings['random_pairs'] * 20 }} or record_hash < '1'

),

steps as (

    select place as step
    from shuffled
    where place <= 1000
      and place <= ceil({{ settings['random_pairs'] }} * 1.0 / records)
      and place <= (records - 1) / 2

),

-- Each record with the ones that follow it in the shuffled order, as many as give the wanted number.
ring as (

    select shuffled.record_no, 1 + (shuffled.place - 1 + steps.step) % shuffled.records as other_place
    from shuffled
    cross join steps
    where shuffled.place <= {{ settings['random_pairs'] }}

),

drawn as (

    select ring.record_no as left_no, shuffled.record_no as right_no, 0 as rule_no
    from ring
    inner join shuffled on ring.other_place = shuffled.place

)

{{ personalization.identity_compared(settings, comparisons, records, 'drawn') }},

random_patterns as (

    select pattern, cast(count(*) as {{ personalization.type_double() }}) as pairs
    from (select {{ personalization.identity_pattern(comparisons) }} as pattern from compared) as patterns
    group by pattern

),

patterns as (

    select pattern, cast(count(*) as {{ personalization.type_double() }}) as pairs
    from {{ pairs }}
    group by pattern

),

{{ personalization.identity_level_names(comparisons) }},

digits as (

    {% for comparison in comparisons -%}
    select {{ loop.index0 }} as comparison_no, cast({{ '1' ~ '0' * loop.index0 }} as bigint) as unit {{ "union all" if not loop.last }}
    {% endfor %}

),

pattern_levels as (

    select pattern, pairs, comparison_no, mod(cast(floor(pattern / unit) as bigint), 10) as level_no
    from patterns cross join digits
    where mod(cast(floor(pattern / unit) as bigint), 10) <> 9
    union all
    select pattern, pairs, -1, 0 from patterns

),

candidate_levels as (

    select comparison_no, level_no, sum(pairs) as pairs
    from pattern_levels
    where comparison_no >= 0
    group by comparison_no, level_no

),

random_levels as (

    select comparison_no, mod(cast(floor(pattern / unit) as bigint), 10) as level_no, sum(pairs) as pairs
    from random_patterns cross join digits
    group by comparison_no, mod(cast(floor(pattern / unit) as bigint), 10)

),

{{ personalization.identity_term_counts(comparisons, records) }},

-- How many of all pairs are at a level: by the terms where equality is the level, else by the random
-- pairs, and never fewer than were seen among the candidates. Half a pair stands for a level not seen.
-- Namesakes with one address are all candidates, other namesakes only some: they stand for all whose names are equal.
level_totals as (

    select
      names.comparison_no,
      names.level_no,
      names.prior_m,
      names.is_shared,
      terms.term_base,
      -- Housemates have one family name, so both names are equal as often as strangers' given names are.
      {% if comparisons[0]['kind'] == 'names' -%}
      case when names.comparison_no = 0 then ln(case names.level_no when 1 then given.share else 1 - given.share end) end
      {%- else -%}
      cast(null as {{ personalization.type_double() }})
      {%- endif %} as log_given,
      case when names.is_conditional = 1
        then coalesce(candidate_levels.pairs, 0) * (case when names.is_best = 1 then 1 else coalesce(namesakes.times, 1) end)
      else greatest(
        coalesce(terms.pairs, (coalesce(random_levels.pairs, 0) + 0.5) / (drawn_pairs.pairs + 1) * size.pairs),
        coalesce(candidate_levels.pairs, 0)
      ) end + 0.5 as pairs
    from level_names as names
    cross join size
    cross join (select sum(pairs) as pairs from random_patterns) as drawn_pairs
    left join (
      select conditional.comparison_no, greatest((max(terms.pairs) - sum(conditional.pairs * is_best))
        / nullif(sum(conditional.pairs * (1 - is_best)), 0), 1) as times
      from (
        select level_names.comparison_no, is_best, pairs
        from level_names
        inner join candidate_levels on level_names.comparison_no = candidate_levels.comparison_no
          and level_names.level_no = candidate_levels.level_no
        where is_conditional = 1
      ) as conditional
      cross join terms
      where terms.comparison_no = 0 and terms.level_no = 1
      group by conditional.comparison_no
    ) as namesakes on names.comparison_no = namesakes.comparison_no
    {%- if comparisons[0]['kind'] == 'names' %}
    cross join (
      select (terms.pairs + 0.5) / (size.pairs + 1) as share
      from terms cross join size
      where terms.comparison_no = 1 and terms.level_no = {{ comparisons[1]['best'] }}
    ) as given
    {%- endif %}
    left join random_levels on names.comparison_no = random_levels.comparison_no and names.level_no = random_levels.level_no
    left join candidate_levels on names.comparison_no = candidate_levels.comparison_no and names.level_no = candidate_levels.level_no
    left join terms on names.comparison_no = terms.comparison_no and names.level_no = terms.level_no

),

{{ personalization.identity_em(settings) }}

select
  weights.comparison_no,
  coalesce(names.comparison, 'prior') as comparison,
  weights.level_no,
  coalesce(names.level_name, 'share of pairs') as level_name,
  exp(weights.log_m) as m,
  exp(weights.log_u) as u,
  exp(weights.log_h) as h,
  (weights.log_m - weights.log_u) / ln(2.0) as weight,
  weights.log_m,
  weights.log_u,
  weights.log_h,
  level_totals.term_base,
  weights.matches
from pass_{{ settings['passes'] }} as weights
left join level_names as names on weights.comparison_no = names.comparison_no and weights.level_no = names.level_no
left join level_totals on weights.comparison_no = level_totals.comparison_no and weights.level_no = level_totals.level_no
{%- endif -%}
{%- endmacro %}

{#-
  A CTE `level_names`: number, name and first guess of each level. Among pairs of one person the best
  level is taken to be four times as frequent as all others together.
-#}
{% macro identity_level_names(comparisons) -%}
level_names as (

    {% for comparison in comparisons -%}
    {%- set best = comparison['best'] -%}
    {%- set others = comparison['levels'] | length - 1 -%}
    {%- set last = loop.last -%}
    {%- set number = loop.index0 -%}
    {%- for level in comparison['levels'] -%}
    select {{ number }} as comparison_no, '{{ comparison['name'] }}' as comparison, {{ loop.index0 }} as level_no,
      '{{ level }}' as level_name, {{ 0.8 if loop.index0 == best else 0.2 / others }} as prior_m,
      {{ 1 if loop.index0 == best else 0 }} as is_best, {{ 1 if comparison['shared'] else 0 }} as is_shared, {{ 1 if comparison['is_conditional'] else 0 }} as is_conditional
    {{ "union all" if not (loop.last and last) }}
    {% endfor -%}
    {%- endfor %}

)
{%- endmacro %}

{#-
  A CTE `terms`: for levels that mean equality of a column, how many pairs are equal there, and the logarithm of how
  many records share the value: the mean of records, or of pairs where only certain pairs are compared.
-#}
{% macro identity_term_counts(comparisons, records) -%}
terms as (

    select -1 as comparison_no, 0 as level_no, cast(null as {{ personalization.type_double() }}) as pairs,
      cast(null as {{ personalization.type_double() }}) as term_base
    from size
    where records < 0
    {% for comparison in comparisons -%}
    {%- set number = loop.index0 -%}
    {%- for term in comparison['terms'] -%}
    {%- for level in term['levels'] -%}
    union all
    select {{ number }}, {{ level }},
      {% if comparison['kind'] == 'address' -%}
      cast(null as {{ personalization.type_double() }}),
      {%- else -%}
      sum(records * (records - 1.0) / 2),
      {%- endif %}
      {% if comparison['is_conditional'] -%}
      ln(coalesce(sum(records * records * (records - 1.0)) / nullif(sum(records * (records - 1.0)), 0), 1))
      {%- else -%}
      ln(coalesce(sum(records * (records - 1.0)) / nullif(sum(records), 0), 0) + 1)
      {%- endif %}
    from (select cast(count(*) as {{ personalization.type_double() }}) as records from {{ records }}
      where {{ term['key'] }} is not null group by {{ term['key'] }}) as counted
    {% endfor -%}
    {%- endfor -%}
    {%- endfor %}

)
{%- endmacro %}

{#-
  CTEs up to `pass_<passes>`: expectation maximization. A pass is CTEs of its own; where a warehouse repeats a CTE
  with sums in it, one that is repeated, which is planned once and not fifteen times.
-#}
{% macro identity_em(settings) -%}
pass_0 as (

    select
      0 as pass,
      comparison_no,
      level_no,
      ln(prior_m) as log_m,
      coalesce(log_given, ln(case when is_shared = 1 then prior_m else pairs / sum(pairs) over (partition by comparison_no) end)) as log_h,
      ln(pairs / sum(pairs) over (partition by comparison_no)) as log_u,
      cast(0 as {{ personalization.type_double() }}) as matches
    from level_totals
    union all
    select 0, -1, 0, ln(0.2 / records), ln(0.02 / records), ln(1 - 0.22 / records), 0
    from size

),

{{ adapter.dispatch('identity_passes', 'personalization')(settings) }}
{%- endmacro %}

{% macro default__identity_passes(settings) -%}
{% for pass in range(1, settings['passes'] + 1) -%}
{{ personalization.identity_expectation(pass, 'pass_' ~ (pass - 1)) }},

pass_{{ pass }} as (

    {{ personalization.identity_maximization(settings, pass) | indent(4) }}

){{ "," if not loop.last }}

{% endfor %}
{%- endmacro %}

{% macro duckdb__identity_passes(settings) -%}
pass_{{ settings['passes'] }} as (

    with recursive repeated as (

        select * from pass_0
        union all
        select * from (
          with {{ personalization.identity_expectation('n', 'repeated') | indent(10) }}

          {{ personalization.identity_maximization(settings, 'n') | indent(10) }}
        ) as next_pass
        where pass <= {{ settings['passes'] }}

    )

    select * from repeated where pass = {{ settings['passes'] }}

)
{%- endmacro %}

{#- CTEs up to `found_<pass>`: by the weights of `before`, how many pairs of each kind are at each level. -#}
{% macro identity_expectation(pass, before) -%}
likelihood_{{ pass }} as (

    select pattern, max(pass) + 1 as pass, max(pairs) as pairs, sum(log_m) as log_m, sum(log_h) as log_h, sum(log_u) as log_u
    from pattern_levels
    inner join {{ before }} as weights
      on pattern_levels.comparison_no = weights.comparison_no and pattern_levels.level_no = weights.level_no
    group by pattern

),

kinds_{{ pass }} as (

    select
      pattern,
      pass,
      pairs / (1 + {{ personalization.exp_safe('log_h - log_m') }} + {{ personalization.exp_safe('log_u - log_m') }}) as matches,
      pairs / (1 + {{ personalization.exp_safe('log_m - log_h') }} + {{ personalization.exp_safe('log_u - log_h') }}) as housemates
    from likelihood_{{ pass }}

),

found_{{ pass }} as (

    select comparison_no, level_no, max(kinds.pass) as pass, sum(kinds.matches) as matches, sum(kinds.housemates) as housemates
    from pattern_levels
    inner join kinds_{{ pass }} as kinds on pattern_levels.pattern = kinds.pattern
    group by comparison_no, level_no

)
{%- endmacro %}

{#- The weights by which what was found is likeliest. Five pairs of prior belief keep a level that few pairs have from swinging. -#}
{% macro identity_maximization(settings, pass) -%}
select
  whole.pass,
  totals.comparison_no,
  totals.level_no,
  ln((coalesce(found.matches, 0) + 5 * prior_m)
    / (sum(coalesce(found.matches, 0)) over (partition by totals.comparison_no) + 5)) as log_m,
  coalesce(log_given, ln(case when is_shared = 1
    then (coalesce(found.housemates, 0) + 5 * prior_m)
      / (sum(coalesce(found.housemates, 0)) over (partition by totals.comparison_no) + 5)
    else greatest(totals.pairs - coalesce(found.matches, 0), 0.5)
      / sum(greatest(totals.pairs - coalesce(found.matches, 0), 0.5)) over (partition by totals.comparison_no) end)) as log_h,
  ln(greatest(totals.pairs - coalesce(found.matches, 0), 0.5)
    / sum(greatest(totals.pairs - coalesce(found.matches, 0), 0.5)) over (partition by totals.comparison_no)) as log_u,
  coalesce(found.matches, 0) as matches
from level_totals as totals
cross join (select pass from found_{{ pass }} where comparison_no = -1) as whole
left join found_{{ pass }} as found
  on totals.comparison_no = found.comparison_no and totals.level_no = found.level_no
union all
select found.pass, -1, 0,
  ln((found.matches + 1) / size.pairs),
  ln((found.housemates + 1) / size.pairs) {{ '' if settings['households'] else '- 1000' }},
  ln(greatest(1 - (found.matches + found.housemates + 2) / size.pairs, 0.5)),
  found.matches
from found_{{ pass }} as found
cross join size
where found.comparison_no = -1
{%- endmacro %}

{#- e to a power that may be beyond what a double holds. -#}
{% macro exp_safe(power) -%}
  exp(least(greatest({{ power }}, -600), 600))
{%- endmacro %}
