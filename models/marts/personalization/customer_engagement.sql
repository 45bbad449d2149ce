-- How engaged a customer is with the shop and its e-mails, 0 to 100.
{{ engagement({
  'customer': 'customer_id', 'kind': 'kind', 'at': 'occurred_at', 'as_of': as_of(), 'half_life_days': var('engagement_half_life_days'),
  'weights': {'purchase': 10, 'cart': 3, 'view': 1, 'visit': 1, 'click': 4, 'open': 1},
}, ref('int_customers__signals')) }}
