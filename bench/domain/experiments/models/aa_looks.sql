{{ personalization.experiment_looks(var('aa'), ref('aa_units')) }}
