-- What a next test would need, by what the control did in this one.
{{ experiment_size(
  var('subject_line_test'),
  "(select * from " ~ ref('experiment_outcomes') ~ " where arm = 'control') as control",
  effects={'click': [0.02, 0.05, 0.1], 'revenue_7d': [1, 5]}
) }}
