{{ config(materialized='table') }}
select * from {{ ref('ecom_sessions') }}
