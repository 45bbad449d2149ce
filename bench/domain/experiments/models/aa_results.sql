{{ personalization.experiment_results(var('aa'), ref('aa_arms')) }}
