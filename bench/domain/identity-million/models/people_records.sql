{{ config(unique_key='record_no') }} {{ personalization.identity_records(var('people'), ref('source_people')) }}
