{{ config(materialized='view') }}
select customer_id, product_id from {{ ref('purchases') }} where not is_known
