{#-
  Which unit gets which arm, decided by hashes alone: no state, the same on every warehouse, and the same
  again tomorrow. One row per unit of `relation` that takes part.

  `hash`: each arm draws -ln(hash) / weight for the unit, and the smallest wins (weighted rendezvous
  hashing: Thaler, Ravishankar 1998; the minimum of exponentials has the shares of their rates). Giving an arm
  more weight, or adding one, moves units into that arm only; no unit moves between two others.

  `blocks`: within each stratum units are dealt in the order of arrival in blocks of as many as the weights
  sum to, each in an order of its own: arms differ by less than one block per stratum. Who arrives later
  changes nobody before.

  `kept`: a relation with the columns unit and arm, such as {{ this }} of an incremental model; its units stay
  where they are, whatever has changed.
-#}
{% macro experiment_assignments(config, relation, kept=none) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- set key = personalization.experiment_text(settings['salt'] ~ '|') -%}
  {%- set unit = "cast(units." ~ settings['unit'] ~ " as " ~ dbt.type_string() ~ ")" -%}
with units as (

    select
      {{ settings['unit'] }},
      {% for stratum in settings['strata'] -%}
      coalesce(min(cast({{ stratum }} as {{ dbt.type_string() }})), '(none)') as {{ stratum }},
      {% endfor -%}
      {% if settings['arrived_at'] -%}
      min({{ settings['arrived_at'] }}) as arrived_at,
      {% endif -%}
      count(*) as source_rows
    from {{ relation }}
    where {{ settings['unit'] }} is not null
    group by {{ settings['unit'] }}

),

{% if settings['traffic'] < 1 -%}
-- A part of the traffic: raising it adds units and moves none.
taking_part as (

    select units.*
    from units
    where {{ personalization.hash_number(key ~ " || 'traffic|' || " ~ unit) }} < {{ (settings['traffic'] * 268435456) | round | int }}
    {%- if kept %}
      or {{ settings['unit'] }} in (select {{ settings['unit'] }} from {{ kept }})
    {%- endif %}

),

{% endif -%}
{% set source = 'taking_part' if settings['traffic'] < 1 else 'units' -%}
{{ personalization.experiment_dealt(settings, source, key, unit) }}

select
  {{ personalization.experiment_text(settings['name']) }} as experiment,
  dealt.{{ settings['unit'] }},
  {% if kept -%}
  coalesce(kept.arm, dealt.arm) as arm
  {%- else -%}
  dealt.arm
  {%- endif %}
  {%- for stratum in settings['strata'] %},
  dealt.{{ stratum }}
  {%- endfor %}
from dealt
{%- if kept %}
left join {{ kept }} as kept
  on dealt.{{ settings['unit'] }} = kept.{{ settings['unit'] }}
{%- endif %}
{%- endmacro %}

{#- A CTE `dealt`: units with their arm. -#}
{% macro experiment_dealt(settings, source, key, unit) -%}
  {%- set arms = [] -%}
  {%- for arm, weight in settings['arms'].items() if weight > 0 -%}
    {%- do arms.append((arm, weight)) -%}
  {%- endfor -%}
  {%- if settings['method'] == 'blocks' -%}
    {{ personalization.experiment_dealt_in_blocks(settings, arms, source, key, unit) }}
  {%- else -%}
drawn as (

    select
      units.*
      {%- for arm, weight in arms %},
      -ln(({{ personalization.hash_number(key ~ " || " ~ personalization.experiment_text(arm ~ '|') ~ " || " ~ unit) }} + 0.5e0) / 268435456) / {{ personalization.float_literal(weight) }} as draw_{{ loop.index }}
      {%- endfor %}
    from {{ source }} as units

),

dealt as (

    select
      drawn.*,
      case
        {% for arm, weight in arms[:-1] -%}
        {%- set number = loop.index -%}
        when {% for other in range(number + 1, arms | length + 1) %}draw_{{ number }} <= draw_{{ other }}{{ " and " if not loop.last }}{% endfor %} then {{ personalization.experiment_text(arm) }}
        {% endfor -%}
        else {{ personalization.experiment_text(arms[-1][0]) }}
      end as arm
    from drawn

)
  {%- endif -%}
{%- endmacro %}

{#- The same by permuted blocks. -#}
{% macro experiment_dealt_in_blocks(settings, arms, source, key, unit) -%}
  {%- set size = namespace(sum=0, up_to=0) -%}
  {%- for arm, weight in arms -%}
    {%- if weight != weight | int -%}
      {%- do personalization.experiment_refusal("method 'blocks' needs whole weights; that of arm '" ~ arm ~ "' is " ~ weight) -%}
    {%- endif -%}
    {%- set size.sum = size.sum + weight | int -%}
  {%- endfor -%}
  {%- set strata = settings['strata'] | join(', ') -%}
queued as (

    select
      units.*,
      floor((row_number() over (
        {%- if strata %}partition by {{ strata }} {% endif -%}
        order by {% if settings['arrived_at'] %}arrived_at, {% endif %}{{ unit }}
      ) - 1) / {{ size.sum }}.0) as block_number
    from {{ source }} as units

),

shuffled as (

    select
      units.*,
      row_number() over (
        partition by {% if strata %}{{ strata }}, {% endif %}block_number
        order by {{ personalization.hash_number(key ~ " || 'block|' || " ~ unit) }}, {{ unit }}
      ) as place
    from queued as units

),

dealt as (

    select
      shuffled.*,
      case
        {% for arm, weight in arms[:-1] -%}
        {%- set size.up_to = size.up_to + weight | int -%}
        when place <= {{ size.up_to }} then {{ personalization.experiment_text(arm) }}
        {% endfor -%}
        else {{ personalization.experiment_text(arms[-1][0]) }}
      end as arm
    from shuffled

)
{%- endmacro %}
