-- How the scores do on customers whom a model had not seen: means over five folds. The Brier score
-- stands beside that of predicting the base rate for everybody.
{%- set models = {'propensity_60d': ref('fit_propensity_60d'), 'churn_60d': ref('fit_churn_60d')} %}
{%- set metric = "max(case when part = 'metric' and level = '%s' and name = '%s' then value end)" %}
with metrics as (

    {% for name, model in models.items() -%}
    select
      '{{ name }}' as model,
      max(model_version) as model_version,
      {{ metric % ('train', 'rows') }} as customers,
      {{ metric % ('train', 'positives') }} / {{ metric % ('train', 'rows') }} as base_rate,
      {{ metric % ('train', 'mean_score') }} as mean_score,
      {{ metric % ('cross_validation', 'auc') }} as auc,
      {{ metric % ('cross_validation', 'brier') }} as brier
    from {{ model }}
    where is_current
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
  model,
  model_version,
  cast(customers as integer) as customers,
  cast({{ rounded('base_rate', 4) }} as decimal(5, 4)) as base_rate,
  cast({{ rounded('mean_score', 4) }} as decimal(5, 4)) as mean_score,
  cast({{ rounded('auc', 4) }} as decimal(5, 4)) as auc,
  cast({{ rounded('brier', 4) }} as decimal(5, 4)) as brier,
  cast({{ rounded('base_rate * (1 - base_rate)', 4) }} as decimal(5, 4)) as brier_of_base_rate
from metrics
