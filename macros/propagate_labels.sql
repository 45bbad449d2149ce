{#-
  CTEs pass_1 … pass_n of label propagation over `linked` (label, neighbour_label; symmetric and
  with every node its own neighbour), starting from `seed` (node, label). With pointer jumping,
  n passes settle any component whose longest shortest path has up to about 2^n links.
-#}
{% macro propagate_labels(linked, seed, passes) -%}
  {%- for pass in range(1, passes + 1) %}
    {%- set previous = seed if loop.first else "pass_" ~ (pass - 1) %}
lowest_{{ pass }} as (

    select
      linked.label as node,
      min(previous.label) as label
    from {{ linked }} as linked
    inner join {{ previous }} as previous on linked.neighbour_label = previous.node
    group by linked.label

),

pass_{{ pass }} as (

    select
      lowest.node,
      least(lowest.label, jumped.label) as label
    from lowest_{{ pass }} as lowest
    inner join lowest_{{ pass }} as jumped on lowest.label = jumped.node

){{ "," if not loop.last }}
  {%- endfor %}
{%- endmacro %}
