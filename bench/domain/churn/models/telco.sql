-- "No internet service" says the same as InternetService = 'No': told once.
select
  "customerID" as customer_id,
  case when "Churn" = 'Yes' then 1 else 0 end as has_churned,
  gender,
  cast("SeniorCitizen" as integer) as is_senior,
  "Partner" = 'Yes' as has_partner,
  "Dependents" = 'Yes' as has_dependents,
  cast(tenure as double) as tenure,
  "PhoneService" = 'Yes' as has_phone,
  "MultipleLines" = 'Yes' as has_multiple_lines,
  "InternetService" as internet,
  "OnlineSecurity" = 'Yes' as has_security,
  "OnlineBackup" = 'Yes' as has_backup,
  "DeviceProtection" = 'Yes' as has_protection,
  "TechSupport" = 'Yes' as has_support,
  "StreamingTV" = 'Yes' as has_tv,
  "StreamingMovies" = 'Yes' as has_movies,
  "Contract" as contract,
  "PaperlessBilling" = 'Yes' as is_paperless,
  "PaymentMethod" as payment,
  cast("MonthlyCharges" as double) as monthly_charges,
  coalesce(try_cast("TotalCharges" as double), 0) as total_charges
from read_csv('../data/telco.csv.gz', all_varchar = true)
