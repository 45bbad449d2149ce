{{ personalization.experiment_units(var('aa'), ref('aa')) }}
