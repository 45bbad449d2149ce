-- An order that was neither cancelled nor sent back within `post_purchase_days`: time to ask how it was.
{{ trigger_absence({
  'name': 'post_purchase', 'customer': 'customer_id', 'key': 'order_id', 'at': 'ordered_at',
  'where': 'is_valid', 'stop_at': 'refunded_at', 'match': ['order_id'],
  'within_days': var('post_purchase_days'), 'as_of': as_of(), 'lifetime_hours': var('trigger_lifetime_hours'),
  'carry': ['order_id'],
}, ref('fct_orders'), ref('int_orders__refunds')) }}
