-- Klaviyo profiles API: JSON:API document, own fields under `properties`.
{{ export_model(json_object({
  'data': json_object({
    'type': "'profile'",
    'attributes': json_object({
      'external_id': 'customer_id',
      'email': 'email',
      'first_name': 'first_name',
      'last_name': 'last_name',
      'locale': 'language',
      'location': json_object({'country': 'country_code', 'timezone': 'time_zone'}),
      'properties': json_object({
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
    }),
  }),
})) }}
