with weighed as (

    select
      customer_id,
      has_churned,
      {{ personalization.log_odds_logistic(ref('churn_logistic')) }} as logistic_log_odds,
      {{ personalization.log_odds_trees(ref('churn_trees')) }} as trees_log_odds
    from {{ ref('telco') }}

)

select
  customer_id,
  has_churned,
  {{ personalization.logistic('logistic_log_odds') }} as logistic_score,
  {{ personalization.logistic('trees_log_odds') }} as trees_score,
  {{ personalization.calibrated(ref('churn_logistic'), 'logistic_log_odds') }} as logistic_calibrated,
  {{ personalization.calibrated(ref('churn_trees'), 'trees_log_odds') }} as trees_calibrated
from weighed
