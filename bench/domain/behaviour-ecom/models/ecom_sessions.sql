{{ config(materialized='incremental', unique_key='user_id', incremental_strategy='delete+insert') }}
{{ personalization.sessions(var('sessions'), ref('ecom_events')) }}
