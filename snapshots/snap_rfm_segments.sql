{#- How customers move between segments. `check`: a new version when one of the columns changes. -#}
{% snapshot snap_rfm_segments %}
{{ config(
  unique_key='customer_id',
  strategy='check',
  check_cols=['segment', 'recency_score', 'frequency_score', 'monetary_score'],
) }}

select
  customer_id,
  segment,
  recency_score,
  frequency_score,
  monetary_score
from {{ ref('customer_rfm') }}

{% endsnapshot %}
