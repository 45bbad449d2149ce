-- The last look has seen all units: it is the result, told by the same formulas along another way. Only metrics
-- without a covariate: looks are not adjusted.
select results.result_id, looks.lift, results.lift as final_lift, looks.sequential_p_value, results.sequential_p_value as final_p_value
from {{ ref('experiment_results') }} as results
left join {{ ref('experiment_looks') }} as looks
  on results.experiment = looks.experiment and results.metric = looks.metric and results.arm = looks.arm
  and looks.n_control = results.n_control and looks.n_treatment = results.n_treatment
where results.segment = 'all' and results.cuped_lift is null
  and (
    looks.lift is null
    or abs(looks.lift - results.lift) > 1e-9
    -- Variances are by n - 1 there, by n here for rates.
    or abs(looks.sequential_p_value - results.sequential_p_value) > 0.02
  )
