{#- A step that neither drops nor multiplies rows has as many as the one before. -#}
{% test same_row_count(model, compare_to) %}

select
  here.row_count as rows_here,
  there.row_count as rows_there
from (select count(*) as row_count from {{ model }}) as here
cross join (select count(*) as row_count from {{ compare_to }}) as there
where here.row_count <> there.row_count

{% endtest %}
