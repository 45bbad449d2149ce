-- The click rates were planted: the test must find the direction, call it significant, its interval, widened to
-- 99 % because one seed in twenty falls out of 95 %, must hold the planted lift, and the arm must be shipped. The
-- sequential interval is to hold at all looks, so it holds the lift as it is.
select
  results.experiment,
  results.lift,
  results.p_value,
  truth.treatment_rate,
  truth.control_rate,
  decisions.decision,
  decisions.reason
from {{ ref('truth_experiments') }} as truth
left join {{ ref('experiment_results') }} as results
  on truth.experiment = results.experiment and truth.metric = results.metric and results.segment = 'all'
left join {{ ref('experiment_decisions') }} as decisions
  on truth.experiment = decisions.experiment
where results.result_id is null
  or decisions.experiment is null
  or decisions.decision <> 'ship'
  or decisions.winner <> results.arm
  or results.lift <= 0
  or results.adjusted_p_value >= 0.05
  or abs(results.lift - (cast(truth.treatment_rate as decimal(9, 6)) - cast(truth.control_rate as decimal(9, 6))))
    > (results.ci_high - results.ci_low) / 2 * 2.575829 / 1.959964
  or cast(truth.treatment_rate as decimal(9, 6)) - cast(truth.control_rate as decimal(9, 6))
    not between results.sequential_low and results.sequential_high
