{{ personalization.identity_matches(var('people'), ref('people_pairs'), ref('people_weights')) }}
