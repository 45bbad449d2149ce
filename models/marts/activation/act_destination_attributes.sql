-- What every e-mail platform receives, before it is put in the shape of one. Scores and interests
-- leave only with consent to personalization.
with slots as (

    select
      customer_id,
      max(case when slot = 'hero' then variant end) as hero_variant,
      max(case when slot = 'products' then variant end) as products_variant,
      max(case when slot = 'footer' then variant end) as footer_variant
    from {{ ref('act_content_blocks') }}
    group by customer_id

)

select
  profiles.customer_id,
  audience.email,
  profiles.first_name,
  profiles.last_name,
  profiles.country_code,
  profiles.language,
  profiles.time_zone,
  {% for column in ['segment', 'favourite_category', 'next_product', 'propensity_60d'] -%}
  case when personal.customer_id is not null then profiles.{{ column }} end as {{ column }},
  {% endfor -%}
  slots.hero_variant,
  slots.products_variant,
  slots.footer_variant,
  tags.recommendation_block,
  tags.offers
from {{ ref('customer_profile') }} as profiles
inner join {{ ref('act_audience') }} as audience
  on profiles.customer_id = audience.customer_id and audience.purpose = 'email_marketing'
left join {{ ref('gov_consent_current') }} as personal
  on profiles.customer_id = personal.customer_id
  and personal.purpose = 'personalization'
  and personal.is_allowed
left join slots
  on profiles.customer_id = slots.customer_id
left join {{ ref('act_merge_tags') }} as tags
  on profiles.customer_id = tags.customer_id
