{{ personalization.experiment_results(var('hillstrom_cuped'), ref('hillstrom_cuped_arms')) }}
