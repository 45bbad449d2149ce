{#- What customers are worth: RFM by thresholds that stay, and lifetime value with discounting. -#}

{#-
  The bounds of the scores: the 20, 40, 60 and 80 % quantiles of each metric (the smallest value that so many customers
  reach), computed once. As an incremental model it keeps them; with `refresh_days` it adds new ones when the newest are
  older at `as_of`. Bounds that were computed in every run would move people between segments because others moved.
-#}
{% macro rfm_thresholds(config, customers) -%}
{%- set s = personalization.behaviour_settings('rfm_thresholds', config, ['customer', 'recency_days', 'frequency', 'monetary', 'as_of'],
  {'refresh_days': none, 'steps': 5}) -%}
with metrics as (

    {% for metric in ['recency', 'frequency', 'monetary'] -%}
    {%- set column = s.recency_days if metric == 'recency' else s[metric] -%}
    select
      '{{ metric }}' as metric,
      cast({{ column }} as decimal(18, 2)) as value,
      cume_dist() over (order by {{ column }} {{ 'desc' if metric == 'recency' }}) as share
    from {{ customers }} as source
    where {{ s.customer }} is not null and {{ column }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

{% for step in range(1, s.steps) -%}
select
  metric,
  {{ step }} as step,
  case when metric = 'recency' then max(value) else min(value) end as bound,
  {{ s.as_of }} as computed_as_of
from metrics
where share >= {{ step }} / {{ s.steps }}.0
{%- if is_incremental() %}
  and {{ s.as_of }} >= (
    select coalesce(
      {{ dbt.dateadd('day', s.refresh_days, 'max(computed_as_of)') if s.refresh_days is not none
        else 'case when count(*) > 0 then ' ~ dbt.dateadd('day', 1, s.as_of) ~ ' end' }},
      cast('1900-01-01' as {{ dbt.type_timestamp() }})
    )
    from {{ this }}
  )
{%- endif %}
group by metric
{% if not loop.last %}union all{% endif %}
{% endfor %}
{%- endmacro %}

{#-
  Scores 1 to 5 and a segment: 1 and one more for each bound that the value is better than, so that equal values have equal
  scores. The newest bounds hold. `segments` maps names to SQL over the scores; the first that holds gives the segment.
-#}
{% macro rfm(config, customers, thresholds) -%}
{%- set s = personalization.behaviour_settings('rfm', config, ['customer', 'recency_days', 'frequency', 'monetary'], {
  'carry': [], 'otherwise': 'Occasional', 'segments': {
    'High-Value': 'recency_score >= 3 and frequency_score >= 4 and monetary_score >= 4',
    'At-Risk': 'recency_score <= 2 and frequency_score >= 4',
    'Loyal': 'recency_score >= 3 and frequency_score >= 3',
    'New': 'recency_score >= 4 and ' ~ config.get('frequency') ~ ' = 1',
    'Lost': 'recency_score = 1',
  },
}) -%}
with bounds as (

    select metric, step, bound
    from {{ thresholds }}
    where computed_as_of = (select max(computed_as_of) from {{ thresholds }})

),

scored as (

    select
      {{ s.customer }},
      cast(1 + count(case when bounds.metric = 'recency' and {{ s.recency_days }} < bounds.bound then 1 end) as {{ dbt.type_int() }}) as recency_score,
      cast(1 + count(case when bounds.metric = 'frequency' and {{ s.frequency }} > bounds.bound then 1 end) as {{ dbt.type_int() }}) as frequency_score,
      cast(1 + count(case when bounds.metric = 'monetary' and {{ s.monetary }} > bounds.bound then 1 end) as {{ dbt.type_int() }}) as monetary_score
    from {{ customers }} as source
    cross join bounds
    where {{ s.customer }} is not null
    group by {{ s.customer }}

)

select
  source.{{ s.customer }},
  {%- for column in [s.recency_days, s.frequency, s.monetary] + s.carry %}
  source.{{ column }},
  {%- endfor %}
  recency_score,
  frequency_score,
  monetary_score,
  case
    {%- for name, condition in s.segments.items() %}
    when {{ condition }} then '{{ name | replace("'", "''") }}'
    {%- endfor %}
    else '{{ s.otherwise }}'
  end as segment
from {{ customers }} as source
inner join scored on source.{{ s.customer }} = scored.{{ s.customer }}
{%- endmacro %}

{#-
  Lifetime value: what a customer is expected to buy in each of the next `months`, times the expected value of a purchase,
  discounted at (1 + annual_rate)^(month / 12) at the end of the month; the sum over the months (Fader, Hardie and Lee,
  "RFM and CLV", 2005, and Lifetimes' customer_lifetime_value). `units_per_month` is how many of the models' units of time
  a month has: 4.348125 weeks. A value of its own per month is a row of a cross join, so the series is written once.
-#}
{% macro lifetime_value(config, customers) -%}
{%- set s = personalization.behaviour_settings('lifetime_value', config,
  ['customer', 'frequency', 'recency', 'age', 'monetary', 'purchases', 'spend'],
  {'months': 12, 'annual_rate': 0.1, 'units_per_month': 4.348125, 'terms': 150}) -%}
{%- set double = personalization.type_double() -%}
-- Floating point throughout: exact decimals would make the series slow where they are the default.
with measured as (

    select
      {{ s.customer }} as customer_id,
      cast({{ s.frequency }} as {{ double }}) as x,
      cast({{ s.recency }} as {{ double }}) as t_x,
      cast({{ s.age }} as {{ double }}) as age,
      cast({{ s.monetary }} as {{ double }}) as mean_value
    from {{ customers }} as source
    where {{ s.customer }} is not null

),

stepped as (

    select
      measured.*,
      months.month,
      {{ personalization.reach(s.purchases, 'measured.age', 'months.month * cast(' ~ s.units_per_month ~ ' as ' ~ double ~ ')') }} as z
    from measured
    cross join (
      {%- for month in range(1, s.months + 1) %}
      select {{ month }} as month {% if not loop.last %}union all{% endif %}
      {%- endfor %}
    ) as months

),

estimated as (

    select
      customer_id,
      month,
      {{ personalization.p_alive(s.purchases, 'x', 't_x', 'age') }} as p_alive,
      {{ personalization.expected_spend(s.spend, 'x', 'mean_value') }} as spend,
      {{ personalization.expected_purchases_by(s.purchases, 'x', 't_x', 'age', 'z', s.terms) }} as purchases
    from stepped

),

monthly as (

    select
      estimated.*,
      purchases - coalesce(lag(purchases) over (partition by customer_id order by month), 0) as month_purchases
    from estimated

)

select
  customer_id as {{ s.customer }},
  max(p_alive) as p_alive,
  max(purchases) as expected_purchases,
  max(spend) as expected_spend,
  sum(month_purchases * spend) as expected_value,
  sum(month_purchases * spend / power(cast(1 + {{ s.annual_rate }} as {{ double }}), month / 12.0)) as discounted_value
from monthly
group by customer_id
{%- endmacro %}

{#-
  The age at which p_alive of a repeat buyer who stays silent falls to `chance`, solved from its formula; null for those
  who have not bought again. Of `fit` models of the method bg_nbd.
-#}
{% macro age_when_alive_falls_to(model, frequency, recency, chance) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  case when {{ frequency }} > 0 then
    greatest({{ recency }}, ({{ k.alpha }} + {{ recency }})
      * exp(ln((1.0 / {{ chance }} - 1.0) * ({{ k.b }} + {{ frequency }} - 1.0) / {{ k.a }}) / ({{ k.r }} + {{ frequency }})) - {{ k.alpha }})
  end
{%- endmacro %}
