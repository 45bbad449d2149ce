{{ config(materialized='fit', fit={
  'method': 'gradient_boosting', 'target': 'has_churned', 'key': 'customer_id', 'folds': 5, 'calibration': 'isotonic'
}) }}
select * from {{ ref('telco') }}
