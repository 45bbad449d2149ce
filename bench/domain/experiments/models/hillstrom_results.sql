{{ personalization.experiment_results(var('hillstrom'), ref('hillstrom_arms')) }}
