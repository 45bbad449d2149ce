{# What refers to nothing, and what was lost or multiplied between two relations. #}

{% test references(model, column_name, to, field, max_share=0) %}
  {{ adapter.dispatch('test_references', 'ptx')(model, column_name, to, field, max_share) }}
{% endtest %}

{% macro default__test_references(model, column_name, to, field, max_share) %}
with known as (

    select distinct {{ field }} as known_value from {{ to }} where {{ field }} is not null

),

child as (

    select {{ column_name }} as child_value from {{ model }} where {{ column_name }} is not null

),

counted as (

    select
      count(*) as row_count,
      sum(case when known.known_value is null then 1 else 0 end) as orphan_rows,
      count(distinct case when known.known_value is null then child.child_value end) as orphan_values,
      min(case when known.known_value is null then child.child_value end) as example
    from child
    left join known on child.child_value = known.known_value

)

select
  orphan_rows,
  orphan_values,
  example,
  row_count,
  orphan_rows * 1.0 / row_count as orphan_share,
  {{ max_share }} as max_share,
  'values that the other relation does not have' as finding
from counted
where row_count > 0 and orphan_rows > row_count * {{ max_share }}
{% endmacro %}

{% test counts_match(model, compare_to, group_by=[], count_of=none, tolerance=0, compare_where=none) %}
  {{ adapter.dispatch('test_counts_match', 'ptx')(model, compare_to, group_by, count_of, tolerance, compare_where) }}
{% endtest %}

{% macro default__test_counts_match(model, compare_to, group_by, count_of, tolerance, compare_where) %}
{%- set groups = [group_by] if group_by is string else group_by -%}
{%- set counted = 'count(*)' if count_of is none else 'count(distinct ' ~ count_of ~ ')' -%}
with counts as (

    select {% for column in groups %}{{ column }} as group_{{ loop.index }}, {% endfor %}{{ counted }} as rows_here, 0 as rows_there
    from {{ model }}
    {% if groups %}group by {{ groups | join(', ') }}{% endif %}
    union all
    select {% for column in groups %}{{ column }}, {% endfor %}0, {{ counted }}
    from {{ compare_to }}
    {% if compare_where is not none %}where {{ compare_where }}{% endif %}
    {% if groups %}group by {{ groups | join(', ') }}{% endif %}

),

paired as (

    select {% for column in groups %}group_{{ loop.index }}, {% endfor %}sum(rows_here) as rows_here, sum(rows_there) as rows_there
    from counts
    {% if groups %}group by {% for column in groups %}group_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %}{% endif %}

)

select
  {% for column in groups %}group_{{ loop.index }} as {{ column }},
  {% endfor -%}
  rows_here,
  rows_there,
  rows_here - rows_there as difference,
  case when rows_here < rows_there then 'rows were lost' else 'rows were added' end as finding
from paired
where abs(rows_here - rows_there) > rows_there * {{ tolerance }}
{% endmacro %}
