{{ personalization.experiment_arms(var('hillstrom_cuped'), ref('hillstrom_cuped_units')) }}
