{#-
  The truth that the generator planted, in the project's terms. Tests read it, models never do.
-#}

{#- Each customer with the person who owns most of its records (ties: the smaller id). -#}
{% macro true_owners() -%}
  select customer_id, person_id
  from (
    select
      bridge.customer_id,
      truth.person_id,
      row_number() over (partition by bridge.customer_id order by count(*) desc, truth.person_id) as position
    from {{ ref('bridge_customer_identities') }} as bridge
    inner join {{ ref('truth_records') }} as truth
      on bridge.source_record_id = truth.source_record_id
    group by bridge.customer_id, truth.person_id
  ) as counted
  where position = 1
{%- endmacro %}

{#- One row: true pairs, found pairs, and those that are both. -#}
{% macro identity_pair_counts() -%}
  select
    count(case when one.person_id = other.person_id then 1 end) as true_pairs,
    count(case when one.customer_id = other.customer_id then 1 end) as found_pairs,
    count(case when one.person_id = other.person_id and one.customer_id = other.customer_id then 1 end) as right_pairs
  from labelled as one
  inner join labelled as other
    on one.source_record_id < other.source_record_id
    and (one.person_id = other.person_id or one.customer_id = other.customer_id)
{%- endmacro %}

{#- A truth timestamp (text, whole seconds) against one of the models. -#}
{% macro same_second(truth_text, at) -%}
  {{ to_utc(truth_text) }} = {{ dbt.date_trunc('second', at) }}
{%- endmacro %}
