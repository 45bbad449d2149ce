-- What a test of these effects would need, told by the customers who got no e-mail.
{{ personalization.experiment_size(var('hillstrom'), "(select * from " ~ ref('hillstrom') ~ " where treatment = 'No E-Mail') as control") }}
