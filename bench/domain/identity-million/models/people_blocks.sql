{{ config(unique_key='record_no') }} {{ personalization.identity_blocks(var('people'), ref('people_records')) }}
