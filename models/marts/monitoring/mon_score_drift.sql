-- Whether today's customers are still those that the scores were learned from: the population stability
-- index of each feature and of the score itself.
{%- set models = {'propensity_60d': ref('fit_propensity_60d'), 'churn_60d': ref('fit_churn_60d')} %}
with scored_today as (

    select features.*, scores.model, cast(scores.score as {{ type_double() }}) as score
    from {{ ref('int_customers__features') }} as features
    inner join {{ ref('customer_scores') }} as scores on features.customer_id = scores.customer_id

),

drift as (

    {% for name, model in models.items() -%}
    {%- set today = "(select * from scored_today where model = '" ~ name ~ "') as today" %}
    select '{{ name }}' as model, feature, psi, verdict
    from ({{ feature_drift(model, today) }}) as features_{{ loop.index }}
    union all
    select '{{ name }}', feature, psi, verdict
    from ({{ score_drift(model, today, 'score') }}) as scores_{{ loop.index }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

verdicts as (

    {% for name, model in models.items() -%}
    select
      '{{ name }}' as model,
      {{ needs_retraining("(select * from drift where model = '" ~ name ~ "')", model, as_of()) }} as needs_retraining
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
  drift.model,
  drift.feature,
  cast({{ rounded('drift.psi', 4) }} as decimal(9, 4)) as psi,
  drift.verdict,
  verdicts.needs_retraining
from drift
inner join verdicts on drift.model = verdicts.model
