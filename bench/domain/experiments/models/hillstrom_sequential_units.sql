{{ personalization.experiment_units(var('hillstrom_sequential'), ref('hillstrom')) }}
