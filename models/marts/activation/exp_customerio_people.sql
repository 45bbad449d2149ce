-- Customer.io track API v2: an identify action per person.
{{ export_model(json_object({
  'type': "'person'",
  'action': "'identify'",
  'identifiers': json_object({'id': 'customer_id'}),
  'attributes': json_object({
    'email': 'email',
    'first_name': 'first_name',
    'last_name': 'last_name',
    'timezone': 'time_zone',
    'segment': 'segment',
    'favourite_category': 'favourite_category',
    'next_product': 'next_product',
    'propensity_60d': 'cast(propensity_60d as ' ~ type_double() ~ ')',
    'hero_variant': 'hero_variant',
    'products_variant': 'products_variant',
    'footer_variant': 'footer_variant',
    'recommendation_block': json_of_text('recommendation_block'),
    'offers': json_of_text('offers'),
  }),
})) }}
