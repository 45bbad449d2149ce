{#-
  What to show next: neighbours of what was bought, then what sells. Settings in docs/guide/behaviour.md.
-#}

{#-
  Pairs of items that the same people buy. A purchase weighs by BM25: much in a short history, little in a long one, more if
  it is bought again, and more for an item that few have. Likeness is the cosine of these weights over all customers, times
  support / (support + shrinkage), where support is the number of customers with both.
-#}
{% macro item_similarity(config, purchases) -%}
{%- set s = personalization.behaviour_settings('item_similarity', config, ['customer', 'item'], {
  'where': none, 'min_support': 3, 'shrinkage': 5, 'max_items': 200, 'neighbours': 100, 'k1': 1.2, 'b': 0.75,
}) -%}
with bought as (

    select {{ s.customer }} as customer_id, {{ s.item }} as item_id, count(*) as times
    from {{ purchases }} as source
    where {{ s.customer }} is not null and {{ s.item }} is not null
      {%- if s.where %} and ({{ s.where }}){% endif %}
    group by {{ s.customer }}, {{ s.item }}

),

-- A reseller who bought everything makes everything similar, and the join quadratic.
numbered as (

    select
      bought.*,
      row_number() over (partition by customer_id order by times desc, item_id) as place,
      sum(times) over (partition by customer_id) as history
    from bought

),

capped as (

    select * from numbered where place <= {{ s.max_items }}

),

totals as (

    select
      count(distinct customer_id) as customers,
      cast(sum(times) as {{ personalization.type_double() }}) / nullif(count(distinct customer_id), 0) as mean_history
    from capped

),

buyers as (

    select item_id, count(*) as buyers from capped group by item_id

),

weighed as (

    select
      capped.customer_id,
      capped.item_id,
      ln(1 + totals.customers / cast(buyers.buyers as {{ personalization.type_double() }}))
        * capped.times * ({{ s.k1 }} + 1)
        / (capped.times + {{ s.k1 }} * (1 - {{ s.b }} + {{ s.b }} * capped.history / totals.mean_history)) as weight
    from capped
    inner join buyers on capped.item_id = buyers.item_id
    cross join totals

),

norms as (

    select item_id, sum(cast(weight * weight as decimal(18, 9))) as square
    from weighed
    group by item_id

),

pairs as (

    select
      one.item_id as one_id,
      other.item_id as other_id,
      count(*) as support,
      sum(cast(one.weight * other.weight as decimal(18, 9))) as product
    from weighed as one
    inner join weighed as other
      on one.customer_id = other.customer_id and one.item_id < other.item_id
    group by one.item_id, other.item_id
    having count(*) >= {{ s.min_support }}

),

scored as (

    select
      pairs.one_id,
      pairs.other_id,
      pairs.support,
      cast({{ personalization.rounded('pairs.product / sqrt(cast(one.square as ' ~ personalization.type_double() ~ ') * cast(other.square as '
        ~ personalization.type_double() ~ ')) * pairs.support / (pairs.support + ' ~ s.shrinkage ~ '.0)', 6) }} as decimal(9, 6)) as similarity
    from pairs
    inner join norms as one on pairs.one_id = one.item_id
    inner join norms as other on pairs.other_id = other.item_id

),

both_ways as (

    select one_id as item_id, other_id as similar_item_id, support, similarity from scored
    union all
    select other_id, one_id, support, similarity from scored

),

ranked as (

    select
      both_ways.*,
      row_number() over (partition by item_id order by similarity desc, similar_item_id) as similarity_rank
    from both_ways

)

select
  item_id as {{ s.item }},
  similar_item_id as similar_{{ s.item }},
  support,
  similarity,
  similarity_rank
from ranked
where similarity_rank <= {{ s.neighbours }}
{%- endmacro %}

{#-
  The best items of each customer, tier by tier; within a tier by score. `tiers` maps names to selects of customer_id, item_id
  and score; the first tier that has an item gives its reason. `excluded` selects customer_id and item_id.
-#}
{% macro best_of_tiers(customer, item, tiers, excluded, keep) -%}
with candidates as (

    {% for select in tiers.values() -%}
    select customer_id, item_id, {{ loop.index }} as tier, cast(score as decimal(18, 6)) as score
    from (
      {{ select | indent(6) }}
    ) as tier_{{ loop.index }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

excluded as (

    {{ excluded | indent(4) }}

),

reasons as (

    select
      candidates.*,
      row_number() over (partition by customer_id, item_id order by tier) as reason_rank
    from candidates
    where not exists (
      select 1
      from excluded
      where excluded.customer_id = candidates.customer_id and excluded.item_id = candidates.item_id
    )

),

ranked as (

    select
      reasons.*,
      row_number() over (partition by customer_id order by tier, score desc, item_id) as place
    from reasons
    where reason_rank = 1

)

select
  customer_id as {{ customer }},
  place as recommendation_rank,
  item_id as {{ item }},
  case tier {%- for name in tiers %} when {{ loop.index }} then '{{ name }}'{% endfor %} end as reason,
  score
from ranked
where place <= {{ keep }}
{%- endmacro %}

{#-
  `customers`, `purchases`, `similarity` (what item_similarity made), `items`: relations. `available` is SQL over items,
  `personal` SQL over customers: without it a customer sees bestsellers only. With `category` (a column of items) and
  `affinity` (what affinity made), bestsellers of the favourite category come before those of the shop.
-#}
{% macro recommendations(config, customers, purchases, similarity, items) -%}
{%- set s = personalization.behaviour_settings('recommendations', config, ['customer', 'item'], {
  'per_customer': 5, 'where': none, 'available': none, 'personal': none, 'category': none, 'affinity': none,
  'bought_within_days': none, 'at': none, 'as_of': none,
}) -%}
{%- if s.bought_within_days is not none and (s.at is none or s.as_of is none) -%}
  {{ exceptions.raise_compiler_error("recommendations: bought_within_days needs the settings at and as_of") }}
{%- endif -%}
{%- set filter = 'and (' ~ s.where ~ ')' if s.where else '' -%}
{%- set bought -%}
select distinct {{ s.customer }} as customer_id, {{ s.item }} as item_id
from {{ purchases }} as source
where {{ s.customer }} is not null and {{ s.item }} is not null {{ filter }}
{%- endset -%}
{%- set tiers = {} -%}
{%- set similar -%}
select bought.customer_id, similarity.similar_{{ s.item }} as item_id, sum(similarity.similarity) as score
from (
  {{ bought | indent(2) }}
) as bought
inner join personal_customers on bought.customer_id = personal_customers.customer_id
inner join {{ similarity }} as similarity on bought.item_id = similarity.{{ s.item }}
inner join popularity on similarity.similar_{{ s.item }} = popularity.item_id
group by bought.customer_id, similarity.similar_{{ s.item }}
{%- endset -%}
{%- do tiers.update({'similar_to_bought': similar}) -%}
{%- if s.affinity -%}
{%- set favourite -%}
select affinity.{{ s.customer }} as customer_id, popularity.item_id, popularity.buyers as score
from {{ s.affinity }} as affinity
inner join personal_customers on affinity.{{ s.customer }} = personal_customers.customer_id
left join owned on affinity.{{ s.customer }} = owned.customer_id
inner join popularity
  on affinity.{{ s.category }} = popularity.category
  and popularity.category_place <= {{ s.per_customer }} + coalesce(owned.items, 0)
where affinity.affinity_rank = 1
{%- endset -%}
{%- do tiers.update({'favourite_category': favourite}) -%}
{%- endif -%}
{%- set bestseller -%}
select customers.{{ s.customer }} as customer_id, popularity.item_id, popularity.buyers as score
from {{ customers }} as customers
left join owned on customers.{{ s.customer }} = owned.customer_id
inner join popularity on popularity.place <= {{ s.per_customer }} + coalesce(owned.items, 0)
{%- endset -%}
{%- do tiers.update({'bestseller': bestseller}) -%}
with personal_customers as (

    select {{ s.customer }} as customer_id
    from {{ customers }} as source
    {%- if s.personal %}
    where {{ s.personal }}
    {%- endif %}

),

-- Of the first n + m bestsellers a customer with m items lacks at least n: more are never looked through.
owned as (

    select customer_id, count(*) as items
    from (
      {{ bought | indent(6) }}
    ) as bought
    group by customer_id

),

counted as (

    select item_id, count(*) as buyers
    from (
      {{ bought | indent(6) }}
    ) as bought
    group by item_id

),

popularity as (

    select
      source.{{ s.item }} as item_id,
      {{ 'source.' ~ s.category if s.category else "'all'" }} as category,
      coalesce(counted.buyers, 0) as buyers,
      row_number() over (order by coalesce(counted.buyers, 0) desc, source.{{ s.item }}) as place,
      row_number() over (
        partition by {{ 'source.' ~ s.category if s.category else "'all'" }} order by coalesce(counted.buyers, 0) desc, source.{{ s.item }}
      ) as category_place
    from {{ items }} as source
    left join counted on source.{{ s.item }} = counted.item_id
    where source.{{ s.item }} is not null
      {%- if s.available %} and ({{ s.available }}){% endif %}

),

best as (

    {%- set excluded = bought if s.bought_within_days is none
      else bought ~ ' and ' ~ s.at ~ ' > ' ~ dbt.dateadd('day', -1 * s.bought_within_days, s.as_of) %}
    {{ personalization.best_of_tiers(s.customer, s.item, tiers, excluded, s.per_customer) | indent(4) }}

)

select * from best
{%- endmacro %}

{#-
  The category that a customer has not bought from and is likeliest to: one looked at, by affinity; else one that
  buyers of the customer's categories buy; else the most bought one.
-#}
{% macro next_best_category(config, customers, purchases, affinity, similarity, categories) -%}
{%- set s = personalization.behaviour_settings('next_best_category', config, ['customer', 'category'], {
  'where': none, 'per_customer': 1,
}) -%}
{%- set bought -%}
select distinct {{ s.customer }} as customer_id, {{ s.category }} as item_id
from {{ purchases }} as source
where {{ s.customer }} is not null and {{ s.category }} is not null
  {%- if s.where %} and ({{ s.where }}){% endif %}
{%- endset -%}
{%- set looked -%}
select {{ s.customer }} as customer_id, {{ s.category }} as item_id, affinity as score
from {{ affinity }} as source
{%- endset -%}
{%- set similar -%}
select bought.customer_id, similarity.similar_{{ s.category }} as item_id, sum(similarity.similarity) as score
from (
  {{ bought | indent(2) }}
) as bought
inner join {{ similarity }} as similarity on bought.item_id = similarity.{{ s.category }}
group by bought.customer_id, similarity.similar_{{ s.category }}
{%- endset -%}
{%- set popular -%}
select customers.{{ s.customer }} as customer_id, popularity.item_id, popularity.score
from {{ customers }} as customers
cross join (
  select categories.{{ s.category }} as item_id, count(bought.customer_id) as score
  from (select distinct {{ s.category }} from {{ categories }}) as categories
  left join (
    {{ bought | indent(4) }}
  ) as bought on categories.{{ s.category }} = bought.item_id
  where categories.{{ s.category }} is not null
  group by categories.{{ s.category }}
) as popularity
{%- endset -%}
{{ personalization.best_of_tiers(s.customer, s.category, {'looked_at': looked, 'bought_together': similar, 'bestseller': popular}, bought, s.per_customer) }}
{%- endmacro %}

{#-
  How good recommendations were: of the customers who later bought something new, the share with a hit among the first `k`
  (hit_rate) and the mean share of their new items that was shown (recall). One row per value of k.
-#}
{% macro recommendation_quality(config, recommendations, before, after) -%}
{%- set s = personalization.behaviour_settings('recommendation_quality', config, ['customer', 'item'], {'k': [5]}) -%}
with new_items as (

    select distinct later.{{ s.customer }} as customer_id, later.{{ s.item }} as item_id
    from {{ after }} as later
    where later.{{ s.customer }} is not null
      and exists (select 1 from {{ recommendations }} as shown where shown.{{ s.customer }} = later.{{ s.customer }})
      and not exists (
        select 1
        from {{ before }} as earlier
        where earlier.{{ s.customer }} = later.{{ s.customer }} and earlier.{{ s.item }} = later.{{ s.item }}
      )

),

judged as (

    select
      new_items.customer_id,
      steps.k,
      count(shown.{{ s.item }}) as hits,
      count(*) as wanted
    from new_items
    cross join (
      {%- for k in s.k %}
      select {{ k }} as k {% if not loop.last %}union all{% endif %}
      {%- endfor %}
    ) as steps
    left join {{ recommendations }} as shown
      on shown.{{ s.customer }} = new_items.customer_id
      and shown.{{ s.item }} = new_items.item_id
      and shown.recommendation_rank <= steps.k
    group by new_items.customer_id, steps.k

)

select
  k,
  count(*) as customers,
  cast(round(avg(case when hits > 0 then 1.0 else 0.0 end), 4) as decimal(9, 4)) as hit_rate,
  cast(round(avg(cast(hits as decimal(18, 6)) / wanted), 4) as decimal(9, 4)) as recall
from judged
group by k
{%- endmacro %}
