{#-
  How far two strings are apart. The native functions differ in name, scale and case, so everything here
  means the same on every warehouse: the number of letters to insert, delete or replace, and 0 to 1.
-#}
{% macro edit_distance(one, other) -%}
  {{ return(adapter.dispatch('edit_distance', 'personalization')(one, other)) }}
{%- endmacro %}

{#- Where there is no Levenshtein: places that differ, up to 24. Not less than the edit distance, except beyond that. -#}
{% macro default__edit_distance(one, other) -%}
  (abs(length({{ one }}) - length({{ other }}))
  {%- for place in range(1, 25) %}
    + case when substring({{ one }}, {{ place }}, 1) <> substring({{ other }}, {{ place }}, 1)
        and length({{ one }}) >= {{ place }} and length({{ other }}) >= {{ place }} then 1 else 0 end
  {%- endfor %})
{%- endmacro %}

{% macro duckdb__edit_distance(one, other) -%}
  levenshtein({{ one }}, {{ other }})
{%- endmacro %}

{#- From the extension fuzzystrmatch; it refuses more than 255 bytes. -#}
{% macro postgres__edit_distance(one, other) -%}
  levenshtein(left({{ one }}, 60), left({{ other }}, 60))
{%- endmacro %}

{#- Redshift speaks Postgres' dialect, but has no extensions. -#}
{% macro redshift__edit_distance(one, other) -%}
  {{ return(personalization.default__edit_distance(one, other)) }}
{%- endmacro %}

{% macro snowflake__edit_distance(one, other) -%}
  editdistance({{ one }}, {{ other }})
{%- endmacro %}

{% macro bigquery__edit_distance(one, other) -%}
  edit_distance({{ one }}, {{ other }})
{%- endmacro %}

{#-
  Likeness of two texts on every warehouse: 1 for equal ones, 0 where no letter is in its place, null if one is null.
  The edit distance by the length of the longer string; upper and lower case are different letters.
-#}
{% macro similarity(one, other) -%}
  (1.0 - cast({{ personalization.edit_distance(one, other) }} as {{ personalization.type_double() }})
    / greatest(length({{ one }}), length({{ other }}), 1))
{%- endmacro %}

{#-
  Whether two texts are at least so alike. What costs nothing is looked at first: the lengths, and that one of
  the ends is the same (two letters), as it is with slips. Strangers seldom get further.
-#}
{% macro alike(one, other, least_similarity) -%}
  case
    when least(length({{ one }}), length({{ other }})) < {{ least_similarity }} * greatest(length({{ one }}), length({{ other }})) then false
    when {{ personalization.ends_equal(one, other, 2) }} then {{ personalization.similarity(one, other) }} >= {{ least_similarity }}
    else false
  end
{%- endmacro %}

{#- Whether two texts have the first or the last letters in common. -#}
{% macro ends_equal(one, other, letters) -%}
  (substring({{ one }}, 1, {{ letters }}) = substring({{ other }}, 1, {{ letters }}) or right({{ one }}, {{ letters }}) = right({{ other }}, {{ letters }}))
{%- endmacro %}

{#-
  The likeness of two texts that differ; null where they are equal, one is missing, the lengths alone are too far
  apart, or neither the first nor the last letter is the same.
-#}
{% macro similarity_if_different(one, other, least_similarity) -%}
  case when {{ one }} <> {{ other }}
    and least(length({{ one }}), length({{ other }})) >= {{ least_similarity }} * greatest(length({{ one }}), length({{ other }}))
    and {{ personalization.ends_equal(one, other, 1) }}
    then {{ personalization.similarity(one, other) }} end
{%- endmacro %}
