-- Anything but the default needs consent to personalization, in blocks and in payloads.
select blocks.customer_id
from {{ ref('act_content_blocks') }} as blocks
left join {{ ref('gov_consent_current') }} as consents
  on blocks.customer_id = consents.customer_id
  and consents.purpose = 'personalization'
  and consents.is_allowed
where blocks.reason <> 'always' and consents.customer_id is null

union all
select attributes.customer_id
from {{ ref('act_destination_attributes') }} as attributes
left join {{ ref('gov_consent_current') }} as consents
  on attributes.customer_id = consents.customer_id
  and consents.purpose = 'personalization'
  and consents.is_allowed
where coalesce(attributes.segment, attributes.favourite_category, attributes.next_product) is not null
  and consents.customer_id is null

union all
select recommendations.customer_id
from {{ ref('customer_recommendations') }} as recommendations
left join {{ ref('gov_consent_current') }} as consents
  on recommendations.customer_id = consents.customer_id
  and consents.purpose = 'personalization'
  and consents.is_allowed
where recommendations.reason <> 'bestseller' and consents.customer_id is null
