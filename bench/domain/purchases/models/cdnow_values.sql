-- Twelve months at 10 % a year; 4.345 weeks a month, as Lifetimes counts them.
{{ personalization.lifetime_value({
  'customer': 'customer_id', 'frequency': 'frequency', 'recency': 'recency', 'age': 'age', 'monetary': 'monetary',
  'purchases': ref('purchase_model'), 'spend': ref('spend_model'),
  'months': 12, 'annual_rate': 0.1, 'units_per_month': 4.345,
}, ref('cdnow_customers')) }}
