-- Who gets which arm of the next test: those who may be written to, dealt within their language.
{{ experiment_assignments(
  var('next_test'),
  "(select audience.customer_id, customers.language, customers.first_seen_at from " ~ ref('act_audience')
    ~ " as audience inner join " ~ ref('dim_customers') ~ " as customers on audience.customer_id = customers.customer_id"
    ~ " where audience.purpose = 'email_marketing') as audience"
) }}
