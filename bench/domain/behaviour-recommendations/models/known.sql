{{ config(materialized='view') }}
select customer_id, product_id from {{ ref('purchases') }} where is_known
