{{ personalization.recommendation_quality({'customer': 'customer_id', 'item': 'product_id', 'k': [5, 10]},
  ref('bestsellers'), ref('known'), ref('later')) }}
