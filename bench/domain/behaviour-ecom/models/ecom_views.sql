{{ personalization.trigger_absence({
  'name': 'viewed_not_bought', 'customer': 'user_id', 'key': 'event_no', 'at': 'occurred_at',
  'where': "event = 'product_view'", 'last_per': 'user_id',
  'stop_where': "event = 'purchase'", 'within_hours': 48, 'ever': true,
}, ref('ecom_events'), ref('ecom_events')) }}
