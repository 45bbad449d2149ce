{{ personalization.experiment_assignments(
  {'unit': 'unit', 'name': 'aa', 'salt': 'seed 1', 'arms': {'control': 1, 'treatment': 1}},
  "(select simulation || '-' || arrival as unit from range(2000) as s(simulation), range(1000) as a(arrival)) as population"
) }}
