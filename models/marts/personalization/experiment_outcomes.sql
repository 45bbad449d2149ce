-- One row per assigned customer and metric; intention to treat: who never opened counts as well.
with clicks as (

    select distinct customer_id, campaign
    from {{ ref('fct_email_events') }}
    where event_type = 'click' and not is_machine

),

opens as (

    select distinct customer_id, campaign
    from {{ ref('fct_email_events') }}
    where event_type = 'open' and not is_machine

),

orders as (

    select distinct assignments.assignment_id
    from {{ ref('experiment_assignments') }} as assignments
    inner join {{ ref('fct_orders') }} as orders
      on assignments.customer_id = orders.customer_id
      and orders.is_valid
      and orders.ordered_at > assignments.assigned_at
      and orders.ordered_at <= {{ dbt.dateadd('day', 7, 'assignments.assigned_at') }}

)

{% for metric, table in {'click': 'clicks', 'open': 'opens', 'order_7d': 'orders'}.items() -%}
select
  assignments.assignment_id || '|{{ metric }}' as outcome_id,
  assignments.assignment_id,
  assignments.experiment,
  assignments.arm,
  '{{ metric }}' as metric,
  case when outcomes.{{ 'assignment_id' if metric == 'order_7d' else 'customer_id' }} is null then 0 else 1 end as outcome
from {{ ref('experiment_assignments') }} as assignments
left join {{ table }} as outcomes
  on {% if metric == 'order_7d' -%}
  assignments.assignment_id = outcomes.assignment_id
  {%- else -%}
  assignments.customer_id = outcomes.customer_id and assignments.experiment = outcomes.campaign
  {%- endif %}
where not assignments.is_contaminated
{{ "union all" if not loop.last }}
{% endfor %}
