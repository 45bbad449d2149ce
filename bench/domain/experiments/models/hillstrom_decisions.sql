{{ personalization.experiment_decisions(var('hillstrom'), ref('hillstrom_results'), ref('hillstrom_findings')) }}
