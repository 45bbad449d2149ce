-- Every customer is counted once per purpose: included or suppressed for one reason.
select suppressions.purpose
from (
  select purpose, sum(customers) as customers
  from {{ ref('act_suppressions') }}
  group by purpose
) as suppressions
cross join (select count(*) as customers from {{ ref('dim_customers') }}) as customers
where suppressions.customers <> customers.customers
