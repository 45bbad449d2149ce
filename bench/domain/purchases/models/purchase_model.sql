{{ config(materialized='fit', fit={
  'method': 'bg_nbd', 'frequency': 'frequency', 'recency': 'recency', 'age': 'age'
}) }}
select frequency, recency, age from {{ ref('cdnow_customers') }}
