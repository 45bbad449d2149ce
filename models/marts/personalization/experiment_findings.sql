{{ experiment_findings(var('subject_line_test'), ref('int_experiments__units'), ref('int_experiments__arms')) }}
