{{ personalization.experiment_arms(var('hillstrom_sequential'), ref('hillstrom_sequential_units')) }}
