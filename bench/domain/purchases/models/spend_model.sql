{{ config(materialized='fit', fit={
  'method': 'gamma_gamma', 'frequency': 'frequency', 'monetary': 'monetary'
}) }}
select frequency, monetary from {{ ref('cdnow_customers') }} where monetary > 0
