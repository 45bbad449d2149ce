{{ config(unique_key='record_no') }} {{ personalization.identity_identities(ref('people_clusters')) }}
