{{ config(unique_key='record_no') }} {{ personalization.identity_clusters(var('people'), ref('people_records'), ref('people_matches')) }}
