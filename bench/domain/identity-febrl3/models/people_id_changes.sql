{{ config(materialized='incremental') }} {{ personalization.identity_id_changes(ref('people_identities')) }}
