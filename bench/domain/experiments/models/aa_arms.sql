{{ personalization.experiment_arms(var('aa'), ref('aa_units')) }}
