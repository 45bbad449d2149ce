{{ personalization.experiment_results(var('hillstrom_sequential'), ref('hillstrom_sequential_arms')) }}
