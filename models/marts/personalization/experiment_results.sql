{{ experiment_results(var('subject_line_test'), ref('int_experiments__arms')) }}
