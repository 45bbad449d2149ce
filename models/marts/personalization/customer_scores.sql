-- Scores of today's features by the models that fit_… learned. A new score is a line here and a model.
{%- set models = {'propensity_60d': ref('fit_propensity_60d'), 'churn_60d': ref('fit_churn_60d')} %}
with weighed as (

    {% for name, model in models.items() -%}
    select
      customer_id,
      '{{ name }}' as model,
      {{ fitted_version(model) }} as model_version,
      {{ rounded(log_odds_logistic(model), 9) }} as log_odds
    from {{ ref('int_customers__features') }}
    -- Who never bought cannot churn.
    {% if name == 'churn_60d' %}where orders > 0{% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
  customer_id || '|' || model as customer_score_id,
  customer_id,
  model,
  cast({{ rounded(logistic('log_odds'), 6) }} as decimal(9, 6)) as score,
  -- The share of customers that score lower, in tenths: equal scores share a decile.
  cast(1 + least(floor(percent_rank() over (partition by model order by log_odds) * 10), 9) as integer) as decile,
  model_version,
  {{ as_of() }} as scored_at
from weighed
