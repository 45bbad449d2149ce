-- The features of today, which customer_scores weighs.
{{ customer_features(as_of()) }}
