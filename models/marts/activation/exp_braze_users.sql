-- Braze /users/track: profile fields beside custom attributes.
{{ export_model(json_object({
  'external_id': 'customer_id',
  'email': 'email',
  'first_name': 'first_name',
  'last_name': 'last_name',
  'country': 'country_code',
  'language': 'language',
  'time_zone': 'time_zone',
  'email_subscribe': "'opted_in'",
  'segment': 'segment',
  'favourite_category': 'favourite_category',
  'next_product': 'next_product',
  'propensity_60d': 'cast(propensity_60d as ' ~ type_double() ~ ')',
  'hero_variant': 'hero_variant',
  'products_variant': 'products_variant',
  'footer_variant': 'footer_variant',
})) }}
