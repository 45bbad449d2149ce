{{ personalization.experiment_findings(var('hillstrom'), ref('hillstrom_units'), ref('hillstrom_arms')) }}
