-- Last addition to the cart of a session, nothing bought by the customer on any device within `cart_abandoned_minutes`.
{{ trigger_absence({
  'name': 'cart_abandoned', 'customer': 'customer_id', 'key': 'event_id', 'at': 'occurred_at',
  'where': "event_name = 'add_to_cart'", 'last_per': 'session_id', 'stop_at': 'ordered_at',
  'within_minutes': var('cart_abandoned_minutes'), 'as_of': as_of(), 'lifetime_hours': var('trigger_lifetime_hours'),
  'carry': ['session_id', 'product_id'],
}, ref('fct_product_events'), ref('fct_orders')) }}
