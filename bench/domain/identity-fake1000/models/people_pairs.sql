{{ personalization.identity_pairs(var('people'), ref('people_records'), ref('people_blocks')) }}
