-- Every firing once, for good: what a sync sends, and what it must never send again. See the macro trigger_log.
{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

{%- set without_product = "(select *, cast(null as " ~ dbt.type_string() ~ ") as product_id from %s) as fired_trigger" %}

{{ trigger_log({
  'customer': 'customer_id', 'as_of': as_of(), 'cooldown_hours': var('trigger_cooldown_hours'), 'carry': ['product_id'],
}, [
  ref('trg_cart_abandoned'), ref('trg_viewed_not_bought'), ref('trg_back_in_stock'),
  without_product % ref('trg_lapse_risk'), without_product % ref('trg_post_purchase'),
]) }}
