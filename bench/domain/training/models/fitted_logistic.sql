{{ config(materialized='fit', fit={
  'method': 'logistic', 'target': 'outcome', 'key': 'id', 'holdout': 0, 'metrics': false, 'reference': false
}) }}
select * from {{ ref('rows') }}
