-- The last product that a customer looked at, no order within `viewed_not_bought_hours` since.
{{ trigger_absence({
  'name': 'viewed_not_bought', 'customer': 'customer_id', 'key': 'event_id', 'at': 'occurred_at',
  'where': "event_name = 'view_item'", 'last_per': 'customer_id', 'stop_at': 'ordered_at',
  'within_hours': var('viewed_not_bought_hours'), 'as_of': as_of(), 'lifetime_hours': var('trigger_lifetime_hours'),
  'carry': ['product_id'],
}, ref('fct_product_events'), ref('fct_orders')) }}
