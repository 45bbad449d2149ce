{#-
  Who is one person: the connected components of the links. A component is `cluster_no`, the number of its
  oldest record. One that breaks a limit (more records than `max_cluster`, or two logins) is cut at its
  weak links, step by step through `split_weights`; what still breaks it then is not merged at all.
-#}
{% macro identity_clusters(config, records, matches) -%}
{%- set settings = personalization.identity_settings(config) -%}
{%- set login = personalization.identity_key(settings, 'login') -%}
with scope as (

    {{ personalization.identity_scope(records, matches) | indent(4) }}

),

links as (

    select matches.left_no, matches.right_no, matches.match_weight, matches.ruling
    from {{ matches }} as matches
    inner join scope as l on matches.left_no = l.record_no
    inner join scope as r on matches.right_no = r.record_no
    where matches.decision = 'auto' and matches.batch >= greatest(l.batch, r.batch)

),

both_ways as (

    select left_no as record_no, right_no as neighbour_no, match_weight, ruling from links
    union all
    select right_no, left_no, match_weight, ruling from links

),

start_0 as (

    select distinct record_no, record_no as label from both_ways

),

{{ personalization.identity_components('stage_0', 'both_ways', 'start_0', settings['label_passes']) }},

{% for weight in settings['split_weights'] -%}
{%- set before = 'stage_' ~ loop.index0 -%}
broken_{{ loop.index }} as (

    {{ personalization.identity_broken(settings, before, records, login) | indent(4) }}

),

strong_{{ loop.index }} as (

    select both_ways.record_no, both_ways.neighbour_no
    from both_ways
    inner join {{ before }} as labels on both_ways.record_no = labels.record_no
    inner join broken_{{ loop.index }} as broken on labels.label = broken.label
    where both_ways.match_weight >= {{ weight }} or both_ways.ruling > 0

),

start_{{ loop.index }} as (

    select labels.record_no, labels.record_no as label
    from {{ before }} as labels
    inner join broken_{{ loop.index }} as broken on labels.label = broken.label

),

{{ personalization.identity_components('cut_' ~ loop.index, 'strong_' ~ loop.index, 'start_' ~ loop.index, 4) }},

stage_{{ loop.index }} as (

    select labels.record_no, coalesce(cut.label, labels.label) as label
    from {{ before }} as labels
    left join cut_{{ loop.index }} as cut on labels.record_no = cut.record_no

),

{% endfor -%}
{%- set last = 'stage_' ~ settings['split_weights'] | length -%}
broken as (

    {{ personalization.identity_broken(settings, last, records, login) | indent(4) }}

),

labelled as (

    select
      scope.record_no,
      scope.record_id,
      case when labels.label is null or broken.label is not null then scope.record_no else labels.label end as cluster_no,
      broken.label is not null as is_taken_apart
    from scope
    left join {{ last }} as labels on scope.record_no = labels.record_no
    left join broken on labels.label = broken.label

),

weakest as (

    select l.cluster_no, min(links.match_weight) as min_link_weight
    from links
    inner join labelled as l on links.left_no = l.record_no
    inner join labelled as r on links.right_no = r.record_no and l.cluster_no = r.cluster_no
    group by l.cluster_no

),

sizes as (

    select cluster_no, count(*) as cluster_size from labelled group by cluster_no

)

select
  labelled.record_no,
  labelled.record_id,
  labelled.cluster_no,
  sizes.cluster_size,
  weakest.min_link_weight,
  labelled.is_taken_apart,
  (select max(batch) from {{ records }}) as batch
from labelled
inner join sizes on labelled.cluster_no = sizes.cluster_no
left join weakest on labelled.cluster_no = weakest.cluster_no
{%- endmacro %}

{#- Which records are clustered: all, or those that new records can change, with all of their clusters. -#}
{% macro identity_scope(records, matches) -%}
{%- if not is_incremental() -%}
select record_no, record_id, batch from {{ records }}
{%- else -%}
{%- set seen = "(select max(batch) from " ~ this ~ ")" -%}
select records.record_no, records.record_id, records.batch
from {{ records }} as records
left join {{ this }} as known on records.record_no = known.record_no
where records.batch > {{ seen }}
  or known.cluster_no in (
    select known.cluster_no
    from {{ this }} as known
    inner join {{ records }} as arrived on known.record_no = arrived.record_no
    where arrived.batch > {{ seen }}
    {{ personalization.union_distinct() }}
    select known.cluster_no
    from {{ matches }} as matches
    inner join {{ this }} as known on matches.left_no = known.record_no
    where matches.batch > {{ seen }} and matches.decision = 'auto'
    {{ personalization.union_distinct() }}
    select known.cluster_no
    from {{ matches }} as matches
    inner join {{ this }} as known on matches.right_no = known.record_no
    where matches.batch > {{ seen }} and matches.decision = 'auto'
  )
{%- endif -%}
{%- endmacro %}

{#- The labels of clusters that break a limit. -#}
{% macro identity_broken(settings, labels, records, login) -%}
select labels.label
from {{ labels }} as labels
{%- if login %}
inner join {{ records }} as records on labels.record_no = records.record_no
{%- endif %}
group by labels.label
having count(*) > {{ settings['max_cluster'] }}
  {%- if login %} or count(distinct records.{{ login }}) > 1 {%- endif %}
{%- endmacro %}

{#-
  CTEs up to `name` (record_no, label): each record takes the smallest label among its neighbours, then the
  label of that label. n passes settle a component whose longest shortest path has up to about 2^n links.
-#}
{% macro identity_components(name, links, start, passes) -%}
{%- for pass in range(1, passes + 1) -%}
{%- set before = start if loop.first else name ~ '_' ~ (pass - 1) -%}
{{ name }}_lowest_{{ pass }} as (

    select mine.record_no, least(mine.label, min(theirs.label)) as label
    from {{ before }} as mine
    left join {{ links }} as links on mine.record_no = links.record_no
    left join {{ before }} as theirs on links.neighbour_no = theirs.record_no
    group by mine.record_no, mine.label

),

{{ name if loop.last else name ~ '_' ~ pass }} as (

    select mine.record_no, least(mine.label, jumped.label) as label
    from {{ name }}_lowest_{{ pass }} as mine
    inner join {{ name }}_lowest_{{ pass }} as jumped on mine.label = jumped.record_no

){{ ",

" if not loop.last }}
{%- endfor -%}
{%- endmacro %}
