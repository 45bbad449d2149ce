{{ experiment_arms(var('subject_line_test'), ref('int_experiments__units')) }}
