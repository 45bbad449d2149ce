{{ personalization.item_similarity({'customer': 'customer_id', 'item': 'product_id'}, ref('known')) }}
