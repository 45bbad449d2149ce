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

{#-
  One row: true pairs, found pairs, and those that are both. A group of n records holds n (n - 1) / 2 pairs:
  counted by group, a large table costs what reading it costs.
-#}
{% macro identity_pair_counts() -%}
  select
    max(case when grouping_of = 'person' then pair_count end) as true_pairs,
    max(case when grouping_of = 'customer' then pair_count end) as found_pairs,
    max(case when grouping_of = 'both' then pair_count end) as right_pairs
  from (
    {%- for name, columns in [('person', ['person_id']), ('customer', ['customer_id']), ('both', ['person_id', 'customer_id'])] %}
    select '{{ name }}' as grouping_of, coalesce(sum(n * (n - 1) / 2), 0) as pair_count
    from (
      select count(*) as n
      from labelled
      where {{ columns | join(' is not null and ') }} is not null
      group by {{ columns | join(', ') }}
    ) as {{ name }}_groups
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
  ) as counted
{%- endmacro %}

{#- A truth timestamp (text, whole seconds) against one of the models. -#}
{% macro same_second(truth_text, at) -%}
  {{ to_utc(truth_text) }} = {{ dbt.date_trunc('second', at) }}
{%- endmacro %}
