-- What is to be sent because of a trigger: firings that have not expired, of people who agreed to marketing and to
-- personalization, with the payload. Send a key once.
select
  log.trigger_key,
  log.customer_id,
  log.trigger_name,
  log.product_id,
  log.fired_at,
  log.expires_at,
  cast({{ json_object({
    'trigger': 'log.trigger_name',
    'key': 'log.trigger_key',
    'external_id': 'log.customer_id',
    'email': 'audience.email',
    'product_id': 'log.product_id',
    'product': 'products.product_name',
    'recommendation_block': json_of_text('tags.recommendation_block'),
    'offers': json_of_text('tags.offers'),
  }) | indent(2) }} as {{ dbt.type_string() }}) as payload
from {{ ref('act_trigger_log') }} as log
inner join {{ ref('act_audience') }} as audience
  on log.customer_id = audience.customer_id and audience.purpose = 'email_marketing'
inner join {{ ref('gov_consent_current') }} as consents
  on log.customer_id = consents.customer_id and consents.purpose = 'personalization' and consents.is_allowed
inner join {{ ref('act_merge_tags') }} as tags on log.customer_id = tags.customer_id
left join {{ ref('dim_products') }} as products on log.product_id = products.product_id
where log.fired_at <= {{ as_of() }} and log.expires_at > {{ as_of() }}
