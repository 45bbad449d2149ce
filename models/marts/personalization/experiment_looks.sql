{{ experiment_looks(var('subject_line_test'), ref('int_experiments__units')) }}
