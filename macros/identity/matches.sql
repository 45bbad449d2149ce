{#-
  The pairs that are, or may be, one person, with their probability. `decision` is auto from
  `match_probability` on, review from `review_probability` on; a rule of the project goes before both.
-#}
{% macro identity_matches(config, pairs, weights) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set comparisons = personalization.identity_comparisons(settings) -%}
with patterns as (

    select distinct pattern
    from {{ pairs }}
    {%- if is_incremental() %} where batch > (select max(batch) from {{ this }}) {%- endif %}

),

digits as (

    {% for comparison in comparisons -%}
    select {{ loop.index0 }} as comparison_no, cast({{ '1' ~ '0' * loop.index0 }} as bigint) as unit union all
    {% endfor -%}
    select -1, null

),

-- A pattern's evidence for each kind of pair.
pattern_weights as (

    select
      patterns.pattern,
      sum(weights.log_m) as log_m,
      sum(weights.log_h) as log_h,
      sum(weights.log_u) - sum(coalesce(weights.term_base, 0)) as log_u
    from patterns
    cross join digits
    inner join {{ weights }} as weights
      on digits.comparison_no = weights.comparison_no
      and weights.level_no = case when digits.unit is null then 0
        else mod(cast(floor(patterns.pattern / digits.unit) as bigint), 10) end
    group by patterns.pattern

),

scored as (

    select
      pairs.left_no,
      pairs.right_no,
      pairs.rule_no,
      pairs.batch,
      pairs.ruling,
      pairs.pattern,
      pairs.term_log,
      (case
        when log_h > log_u + pairs.term_log
          then log_m - log_h - ln(1 + {{ personalization.exp_safe('log_u + pairs.term_log - log_h') }})
        else log_m - log_u - pairs.term_log - ln(1 + {{ personalization.exp_safe('log_h - log_u - pairs.term_log') }})
      end) / ln(2.0) as match_weight
    from {{ pairs }} as pairs
    inner join pattern_weights on pairs.pattern = pattern_weights.pattern
    {%- if is_incremental() %}
    where pairs.batch > (select max(batch) from {{ this }})
    {%- endif %}

)

select
  left_no,
  right_no,
  rule_no,
  batch,
  ruling,
  pattern,
  term_log,
  match_weight,
  1 / (1 + {{ personalization.exp_safe('-match_weight * ln(2.0)') }}) as match_probability,
  case
    when ruling <> 0 then case when ruling > 0 then 'auto' else 'never' end
    when match_weight >= {{ personalization.log2_odds(settings['match_probability']) }} then 'auto'
    else 'review'
  end as decision
from scored
where ruling <> 0 or match_weight >= {{ personalization.log2_odds(settings['review_probability']) }}
{%- endmacro %}

{#- A probability as log2 of its odds. -#}
{% macro log2_odds(probability) -%}
  (ln({{ probability }} / (1.0 - {{ probability }})) / ln(2.0))
{%- endmacro %}
