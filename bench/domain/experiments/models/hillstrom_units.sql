{{ personalization.experiment_units(var('hillstrom'), ref('hillstrom')) }}
