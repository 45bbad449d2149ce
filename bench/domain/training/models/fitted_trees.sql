{{ config(materialized='fit', fit={
  'method': 'gradient_boosting', 'target': 'outcome', 'key': 'id', 'holdout': 0, 'metrics': false, 'reference': false
}) }}
select * from {{ ref('rows') }}
