{{ personalization.identity_weights(var('people'), ref('people_records'), ref('people_pairs')) }}
