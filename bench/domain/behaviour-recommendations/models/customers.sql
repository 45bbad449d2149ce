select distinct customer_id from {{ ref('known') }}
