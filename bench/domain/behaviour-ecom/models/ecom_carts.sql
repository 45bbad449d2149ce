{{ personalization.trigger_absence({
  'name': 'cart_abandoned', 'customer': 'user_id', 'key': 'event_no', 'at': 'occurred_at',
  'where': "event = 'add_to_cart'", 'last_per': 'user_id, session_number',
  'stop_where': "event = 'purchase'", 'within_minutes': 30, 'carry': ['session_number'],
}, ref('ecom_session_events'), ref('ecom_events')) }}
