{#-
  Whether the world is still the one that a model was trained in. The population stability index of a
  distribution is the sum over its bins of (now - then) * ln(now / then); below 0.1 little has changed,
  from 0.25 on much has. Empty bins count as 1 in 10,000.
-#}

{#- feature, psi and verdict, by feature; `relation` has the features as columns. -#}
{% macro feature_drift(model, relation) -%}
  {%- set rows = personalization.fitted_rows(model, ['reference', 'reference_level', 'reference_missing']) -%}
  {%- set bins = [] -%}
  {%- set last = namespace(name='', bound=none, shares={}) -%}
  {%- for row in rows -%}
    {%- set column = adapter.quote(row['name']) -%}
    {%- if row['part'] == 'reference_missing' -%}
      {%- set condition = column ~ ' is null' -%}
    {%- elif row['part'] == 'reference_level' -%}
      {%- set condition = personalization.has_level(row['name'], row['level']) -%}
      {%- do last.shares.update({row['name']: last.shares.get(row['name'], 0) + row['value']}) -%}
    {%- else -%}
      {%- set above = column ~ ' > ' ~ personalization.float_literal(last.bound) if last.name == row['name'] and last.bound is not none else column ~ ' is not null' -%}
      {%- set condition = above if row['bound'] is none else above ~ ' and ' ~ column ~ ' <= ' ~ personalization.float_literal(row['bound']) -%}
      {%- set last.name = row['name'] -%}
      {%- set last.bound = row['bound'] -%}
    {%- endif -%}
    {%- do bins.append((row['name'], condition, row['value'])) -%}
  {%- endfor -%}
  {#- Levels that have no term of their own, together. -#}
  {%- for name, share in last.shares.items() -%}
    {%- set known = [] -%}
    {%- for row in rows if row['part'] == 'reference_level' and row['name'] == name -%}
      {%- do known.append(personalization.has_level(name, row['level'])) -%}
    {%- endfor -%}
    {%- do bins.append((name, 'not coalesce(' ~ known | join(' or ') ~ ', false)', 1 - share)) -%}
  {%- endfor -%}
  {{ personalization.psi_select(bins, relation, 'feature') }}
{%- endmacro %}

{#- The same for a score, against the scores of the training set. -#}
{% macro score_drift(model, relation, score) -%}
  {%- set bins = [] -%}
  {%- set last = namespace(bound=none) -%}
  {%- for row in personalization.fitted_rows(model, ['reference_score']) -%}
    {%- set above = score ~ ' > ' ~ personalization.float_literal(last.bound) if last.bound is not none else score ~ ' is not null' -%}
    {%- do bins.append(('score', above if row['bound'] is none else above ~ ' and ' ~ score ~ ' <= ' ~ personalization.float_literal(row['bound']), row['value'])) -%}
    {%- set last.bound = row['bound'] -%}
  {%- endfor -%}
  {{ personalization.psi_select(bins, relation, 'feature') }}
{%- endmacro %}

{% macro psi_select(bins, relation, label) -%}
  {%- set double = personalization.type_double() -%}
  {%- if bins | length == 0 -%}
    select cast(null as {{ dbt.type_string() }}) as {{ label }}, cast(null as {{ double }}) as psi, cast(null as {{ dbt.type_string() }}) as verdict
    from {{ relation }} where 1 = 0
  {%- else -%}
    select
      {{ label }},
      psi,
      case when psi < 0.1 then 'stable' when psi < 0.25 then 'moved' else 'shifted' end as verdict
    from (
      select
        bins.{{ label }},
        sum((greatest(bins.share_now, 0.0001) - greatest(bins.share_then, 0.0001))
          * ln(greatest(bins.share_now, 0.0001) / greatest(bins.share_then, 0.0001))) as psi
      from (
        {%- for name, condition, share in bins %}
        select
          '{{ name }}' as {{ label }},
          cast({{ personalization.float_literal(share) }} as {{ double }}) as share_then,
          cast(avg(case when {{ condition }} then 1.0 else 0.0 end) as {{ double }}) as share_now
        from {{ relation }}
        {% if not loop.last %}union all{% endif %}
        {%- endfor %}
      ) as bins
      group by bins.{{ label }}
    ) as measured
  {%- endif -%}
{%- endmacro %}

{#-
  Whether to train again: something has shifted, or the model is older than `days`. `drift` is a
  relation or a select in parentheses with psi; `at` is the instant that it is asked for.
-#}
{% macro needs_retraining(drift, model, at, psi=0.25, days=90) -%}
  (select coalesce(max(drift.psi), 0) >= {{ psi }} from {{ drift }} as drift)
  or (select max(fitted.trained_at) < {{ dbt.dateadd('day', -1 * days, at) }} from {{ model }} as fitted where fitted.is_current)
{%- endmacro %}
