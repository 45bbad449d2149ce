{{ experiment_decisions(var('subject_line_test'), ref('experiment_results'), ref('experiment_findings')) }}
