{{ personalization.experiment_arms(var('hillstrom'), ref('hillstrom_units')) }}
