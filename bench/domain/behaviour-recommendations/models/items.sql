select distinct product_id from {{ ref('known') }}
