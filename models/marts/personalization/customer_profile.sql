-- The one table to look at: everything that is known of a customer, one row each.
with favourite as (

    select customer_id, category, affinity
    from {{ ref('customer_category_affinity') }}
    where affinity_rank = 1

),

scores as (

    select
      customer_id,
      max(case when model = 'propensity_60d' then score end) as propensity_60d,
      max(case when model = 'churn_60d' then score end) as churn_60d
    from {{ ref('customer_scores') }}
    group by customer_id

),

email as (

    select
      customer_id,
      cast(sum(clicks) as integer) as email_clicks,
      max(case when opens + clicks > 0 then engagement_date end) as last_email_action_on
    from {{ ref('int_email__engagement_daily') }}
    group by customer_id

),

visits as (

    select customer_id, count(*) as sessions, max(ended_at) as last_seen_at
    from {{ ref('fct_sessions') }}
    where customer_id is not null
    group by customer_id

),

consents as (

    select
      customer_id,
      max(case when purpose = 'email_marketing' then status end) as email_marketing,
      max(case when purpose = 'personalization' then status end) as personalization
    from {{ ref('gov_consent_current') }}
    group by customer_id

),

tickets as (

    select
      customer_id,
      count(case when status <> 'solved' then 1 end) as open_tickets
    from {{ ref('fct_tickets') }}
    where customer_id is not null
    group by customer_id

)

select
  customers.customer_id,
  customers.first_name,
  customers.last_name,
  customers.email,
  customers.country_code,
  customers.language,
  customers.time_zone,
  customers.first_seen_at,
  customers.record_count,
  customers.source_count,
  customers.merge_confidence,
  coalesce(rfm.segment, 'Prospect') as segment,
  rfm.last_order_at,
  coalesce(rfm.frequency, 0) as orders,
  coalesce(ltv.historic_value_eur, 0) as historic_value_eur,
  ltv.p_alive,
  ltv.expected_value_eur,
  ltv.discounted_value_eur,
  scores.propensity_60d,
  scores.churn_60d,
  favourite.category as favourite_category,
  favourite.affinity as favourite_affinity,
  next_category.category as next_category,
  products.product_name as next_product,
  coalesce(engagement.score, 0) as engagement_score,
  coalesce(engagement.level, 'low') as engagement_level,
  send_time.preferred_hour_utc,
  coalesce(visits.sessions, 0) as sessions,
  visits.last_seen_at,
  coalesce(email.email_clicks, 0) as email_clicks,
  email.last_email_action_on,
  coalesce(tickets.open_tickets, 0) as open_tickets,
  consents.email_marketing,
  consents.personalization,
  customers.is_erased
from {{ ref('dim_customers') }} as customers
left join {{ ref('customer_rfm') }} as rfm on customers.customer_id = rfm.customer_id
left join {{ ref('customer_ltv') }} as ltv on customers.customer_id = ltv.customer_id
left join scores on customers.customer_id = scores.customer_id
left join favourite on customers.customer_id = favourite.customer_id
left join {{ ref('customer_recommendations') }} as next_best
  on customers.customer_id = next_best.customer_id and next_best.recommendation_rank = 1
left join {{ ref('dim_products') }} as products on next_best.product_id = products.product_id
left join {{ ref('customer_next_category') }} as next_category
  on customers.customer_id = next_category.customer_id
left join {{ ref('customer_engagement') }} as engagement on customers.customer_id = engagement.customer_id
left join {{ ref('customer_send_time') }} as send_time on customers.customer_id = send_time.customer_id
left join visits on customers.customer_id = visits.customer_id
left join email on customers.customer_id = email.customer_id
left join tickets on customers.customer_id = tickets.customer_id
left join consents on customers.customer_id = consents.customer_id
