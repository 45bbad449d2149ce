{{ experiment_units(var('subject_line_test'), ref('experiment_outcomes')) }}
