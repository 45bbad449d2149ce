{{ config(materialized='fit', fit={
  'method': 'logistic', 'target': 'has_churned', 'key': 'customer_id', 'folds': 5, 'calibration': 'platt'
}) }}
select * from {{ ref('telco') }}
