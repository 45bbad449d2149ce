{{ personalization.recommendations({'customer': 'customer_id', 'item': 'product_id', 'per_customer': 10},
  ref('customers'), ref('known'), ref('similarity'), ref('items')) }}
