-- One row per customer, arm and test, with what followed; intention to treat: who never opened counts as well.
-- A customer of two accounts who received both subject lines has two rows, which the analysis leaves out.
with received as (

    select distinct campaign as experiment, customer_id, variant as arm
    from {{ ref('int_email__messages') }}
    where variant is not null and customer_id is not null

),

reactions as (

    select
      campaign as experiment,
      customer_id,
      max(case when event_type = 'click' then 1 else 0 end) as click,
      max(case when event_type = 'open' then 1 else 0 end) as opened,
      max(case when event_type = 'unsubscribe' then 1 else 0 end) as unsubscribe
    from {{ ref('fct_email_events') }}
    where not is_machine
    group by campaign, customer_id

),

orders as (

    select
      assignments.assignment_id,
      sum(case when orders.ordered_at > assignments.assigned_at then 1 else 0 end) as orders_after,
      sum(case when orders.ordered_at > assignments.assigned_at then orders.net_eur else 0 end) as revenue_after,
      sum(case when orders.ordered_at <= assignments.assigned_at then orders.net_eur else 0 end) as revenue_before,
      sum(case when orders.ordered_at <= assignments.assigned_at then 1 else 0 end) as orders_before
    from {{ ref('experiment_assignments') }} as assignments
    inner join {{ ref('fct_orders') }} as orders
      on assignments.customer_id = orders.customer_id
      and orders.is_valid
      and orders.ordered_at > {{ dbt.dateadd('day', -180, 'assignments.assigned_at') }}
      and orders.ordered_at <= {{ dbt.dateadd('day', 7, 'assignments.assigned_at') }}
    group by assignments.assignment_id

)

select
  assignments.assignment_id || '|' || received.arm as outcome_id,
  assignments.assignment_id,
  received.experiment,
  received.customer_id,
  received.arm,
  assignments.assigned_at,
  customers.language,
  case when coalesce(orders.orders_before, 0) > 0 then 'yes' else 'no' end as buyer_before,
  coalesce(reactions.click, 0) as click,
  coalesce(reactions.opened, 0) as opened,
  coalesce(reactions.unsubscribe, 0) as unsubscribe,
  case when orders.orders_after > 0 then 1 else 0 end as order_7d,
  coalesce(orders.revenue_after, 0) as revenue_7d,
  coalesce(orders.revenue_before, 0) as revenue_before
from received
inner join {{ ref('experiment_assignments') }} as assignments
  on received.experiment = assignments.experiment and received.customer_id = assignments.customer_id
inner join {{ ref('dim_customers') }} as customers
  on received.customer_id = customers.customer_id
left join reactions
  on received.experiment = reactions.experiment and received.customer_id = reactions.customer_id
left join orders
  on assignments.assignment_id = orders.assignment_id
