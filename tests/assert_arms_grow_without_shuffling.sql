-- Assignment by hash: with one more arm, and more weight on another, a customer stays or moves into one that grew, and
-- each arm gets its share within five standard errors.
with before as (

    {{ experiment_assignments({'name': 'hashed', 'unit': 'customer_id', 'arms': {'a': 2, 'b': 2}}, ref('dim_customers')) }}

),

after as (

    {{ experiment_assignments({'name': 'hashed', 'unit': 'customer_id', 'arms': {'a': 2, 'b': 3, 'c': 1}}, ref('dim_customers')) }}

),

counted as (

    select
      count(*) as units,
      count(case when after.arm <> before.arm and after.arm = 'a' then 1 end) as shuffled,
      count(case when after.arm = 'a' then 1 end) as in_a,
      count(case when after.arm = 'b' then 1 end) as in_b
    from before
    inner join after
      on before.customer_id = after.customer_id

)

select *
from counted
where shuffled > 0
  or units <> (select count(*) from {{ ref('dim_customers') }})
  or abs(in_a - units / 3.0) > 5 * sqrt(units * 2 / 9.0)
  or abs(in_b - units / 2.0) > 5 * sqrt(units / 4.0)
