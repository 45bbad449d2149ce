{{ personalization.experiment_units(var('hillstrom_cuped'), ref('hillstrom')) }}
