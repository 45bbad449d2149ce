{{ config(materialized='view') }}
{{ personalization.session_events(var('sessions'), ref('ecom_events')) }}
