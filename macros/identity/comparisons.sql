{#-
  How two records are compared. Equal names are one comparison, since given and family names hang together
  (languages, families): what is left for each alone is how they compare where they are not both equal.

  Of each comparison: {name, kind, sql, levels, shared, terms}. `sql` gives a number from 0
  (different) upward, 9 where one side has nothing to compare; `levels` names the numbers. `shared` marks
  what people who live together have in common. `terms` says for which levels the commonness of which
  column counts: two Smiths are less than two Featherstonehaughs.
-#}
{% macro identity_comparisons(settings) -%}
  {%- set given = personalization.identity_key(settings, 'given_name') -%}
  {%- set family = personalization.identity_key(settings, 'family_name') -%}
  {%- set found = [] -%}
  {%- if given and family -%}
    {%- do found.append({'name': 'names', 'kind': 'names', 'shared': false, 'best': 1,
      'sql': "case when l_names_key = r_names_key then 1 when l_names_key <> r_names_key then 0 else 9 end",
      'terms': [{'key': 'names_key', 'levels': [1]}], 'levels': ['not both equal', 'both equal']}) -%}
  {%- endif -%}
  {%- for field in settings['fields'] -%}
    {%- set key = field['name'] ~ '_key' -%}
    {%- set kind = field['kind'] -%}
    {%- if kind == 'given_name' -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': false,
        'sql': personalization.given_name_level(field['name'], given, family), 'best': 5, 'terms': [{'key': key, 'levels': [5]}],
        'levels': ['different', 'somewhat alike', 'alike', 'initial', 'short form', 'equal', 'swapped']}) -%}
    {%- elif kind == 'family_name' -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': true,
        'sql': personalization.family_name_level(field['name'], given, family), 'best': 4, 'terms': [{'key': key, 'levels': [4]}],
        'levels': ['different', 'somewhat alike', 'alike', 'contained', 'equal']}) -%}
    {%- elif kind == 'birth_date' -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': false,
        'sql': personalization.birth_date_level(field['name']), 'best': 3, 'terms': [{'key': key, 'levels': [3]}],
        'levels': ['different', 'two slips', 'one slip', 'equal']}) -%}
    {%- elif kind == 'email' -%}
      {%- set email = {'kind': kind, 'shared': true, 'best': 3, 'terms': [{'key': key, 'levels': [3]}],
        'levels': ['different', 'mailbox alike', 'a slip', 'equal']} -%}
      {%- if given and family -%}
        {%- do found.append(dict(email, name=field['name'], sql='case when is_namesake then 9 else ' ~ field['name'] ~ '_grade end')) -%}
        {%- do found.append(dict(email, name=field['name'] ~ '_of_namesakes', is_conditional=true,
          sql='case when is_namesake then ' ~ field['name'] ~ '_grade else 9 end')) -%}
      {%- else -%}
        {%- do found.append(dict(email, name=field['name'], sql=field['name'] ~ '_grade')) -%}
      {%- endif -%}
    {%- elif kind in ['phone', 'identifier'] -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': kind == 'phone',
        'sql': personalization.number_level(field['name'], 1 if kind == 'phone' else 2), 'best': 2, 'terms': [{'key': key, 'levels': [2]}],
        'levels': ['different', 'alike', 'equal']}) -%}
    {%- elif kind == 'text' -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': true,
        'sql': personalization.text_level(field['name']), 'best': 3, 'terms': [{'key': key, 'levels': [3]}],
        'levels': ['different', 'somewhat alike', 'alike', 'equal']}) -%}
    {%- elif kind in ['code', 'login'] -%}
      {%- do found.append({'name': field['name'], 'kind': kind, 'shared': kind == 'code',
        'sql': "case when l_" ~ key ~ " = r_" ~ key ~ " then 1 when l_" ~ key ~ " <> r_" ~ key ~ " then 0 else 9 end",
        'best': 1, 'terms': [{'key': key, 'levels': [1]}], 'levels': ['different', 'equal']}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set found = found + personalization.identity_address_comparison(settings) -%}
  {%- if found | length > 17 -%}
    {{ exceptions.raise_compiler_error("identity: " ~ (found | length) ~ " columns are compared; the most is 17") }}
  {%- endif -%}
  {{ return(found) }}
{%- endmacro %}

{#- Street, code, city and region hang together, so they are one comparison and not four. -#}
{% macro identity_address_comparison(settings) -%}
  {%- set keys = {} -%}
  {%- for kind in ['street', 'postal_code', 'city', 'region', 'country'] -%}
    {%- set key = personalization.identity_key(settings, kind) -%}
    {%- if key -%}{%- do keys.update({kind: key}) -%}{%- endif -%}
  {%- endfor -%}
  {%- if not keys -%}{{ return([]) }}{%- endif -%}
  {%- set terms = [] -%}
  {%- if 'street' in keys -%}{%- do terms.append({'key': keys['street'], 'levels': [6, 7]}) -%}{%- endif -%}
  {%- if 'postal_code' in keys -%}{%- do terms.append({'key': keys['postal_code'], 'levels': [4]}) -%}{%- endif -%}
  {%- if 'city' in keys -%}{%- do terms.append({'key': keys['city'], 'levels': [3]}) -%}{%- endif -%}
  {{ return([{'name': 'address', 'kind': 'address', 'shared': true, 'sql': personalization.address_level(keys), 'best': 7 if 'street' in keys else (4 if 'postal_code' in keys else 3), 'terms': terms,
    'levels': ['different', 'one region', 'area alike', 'city', 'postal code', 'street alike and area', 'street', 'street and area']}]) }}
{%- endmacro %}

{#-
  The levels, as expressions over what was measured: `l_` and `r_` with the name of the key, `_likeness`
  (0 to 1) and `_slips` (letters), which are null where the two are equal, far apart, or one is missing; `_grade` of
  addresses is a level already.
-#}
{% macro given_name_level(name, given, family) -%}
case
  when l_{{ given }} is null or r_{{ given }} is null then 9
  {%- if family %}
  when l_names_key = r_names_key then 9
  {%- endif %}
  when l_{{ given }} = r_{{ given }} then 5
  {%- if family %}
  when {{ personalization.names_swapped(given, family) }} then 6
  {%- endif %}
  when length(l_{{ given }}) = 1 or length(r_{{ given }}) = 1
    then case when substring(l_{{ given }}, 1, 1) = substring(r_{{ given }}, 1, 1) then 3 else 0 end
  when is_nickname then 4
  when least(length(l_{{ given }}), length(r_{{ given }})) >= 3
    and (position(l_{{ given }} in r_{{ given }}) = 1 or position(r_{{ given }} in l_{{ given }}) = 1) then 4
  when {{ name }}_likeness >= 0.75 then 2
  when {{ name }}_likeness >= 0.55 then 1
  else 0
end
{%- endmacro %}

{#- Swapped names are evidence once: with the given name; the family name then says nothing. -#}
{% macro family_name_level(name, given, family) -%}
case
  when l_{{ family }} is null or r_{{ family }} is null then 9
  {%- if given %}
  when l_names_key = r_names_key then 9
  {%- endif %}
  when l_{{ family }} = r_{{ family }} then 4
  {%- if given %}
  when {{ personalization.names_swapped(given, family) }} then 9
  {%- endif %}
  when {{ name }}_likeness >= 0.75 then 2
  when least(length(l_{{ family }}), length(r_{{ family }})) >= 4
    and (position(l_{{ family }} in r_{{ family }}) > 0 or position(r_{{ family }} in l_{{ family }}) > 0) then 3
  when {{ name }}_likeness >= 0.55 then 1
  else 0
end
{%- endmacro %}

{% macro names_swapped(given, family) -%}
  ((l_{{ given }} = r_{{ family }} and {{ personalization.similarity('l_' ~ family, 'r_' ~ given) }} >= 0.75)
    or (l_{{ family }} = r_{{ given }} and {{ personalization.similarity('l_' ~ given, 'r_' ~ family) }} >= 0.75))
{%- endmacro %}

{#- A slip is a wrong, missing or additional digit, or day and month the wrong way round. -#}
{% macro birth_date_level(name) -%}
{%- set l = 'l_' ~ name ~ '_key' -%}
{%- set r = 'r_' ~ name ~ '_key' -%}
case
  when {{ l }} is null or {{ r }} is null then 9
  when {{ l }} = {{ r }} then 3
  when {{ name }}_slips = 1 then 2
  when {{ name }}_slips <= 4 and substring({{ l }}, 1, 4) = substring({{ r }}, 1, 4)
    and substring({{ l }}, 6, 2) = substring({{ r }}, 9, 2) and substring({{ l }}, 9, 2) = substring({{ r }}, 6, 2) then 2
  when {{ name }}_slips = 2 then 1
  when substring({{ l }}, 6, 5) = substring({{ r }}, 6, 5) then 1
  else 0
end
{%- endmacro %}

{#-
  A slip: two letters at most, the digits as they are (anna82 and anna83 are two mailboxes). Addresses are
  made of names, so those of namesakes are alike anyway: they are a comparison of their own.
-#}
{% macro email_level(l, r) -%}
case
  when {{ l }} is null or {{ r }} is null then 9
  when {{ l }} = {{ r }} then 3
  when abs(length({{ l }}) - length({{ r }})) <= 2 and substring({{ l }}, 1, 3) = substring({{ r }}, 1, 3) then case
    when {{ personalization.edit_distance(l, r) }} <= 2 then case
      when {{ personalization.replace_all(l, '[^0-9]', '') }} = {{ personalization.replace_all(r, '[^0-9]', '') }} then 2
      else 1 end
    when {{ personalization.alike(personalization.mailbox(l), personalization.mailbox(r), 0.7) }} then 1
    else 0 end
  when {{ personalization.alike(personalization.mailbox(l), personalization.mailbox(r), 0.7) }} then 1
  else 0
end
{%- endmacro %}

{#- What stands before the @; `split_part` makes a list first on some warehouses. -#}
{% macro mailbox(address) -%}
  substring({{ address }}, 1, position('@' in {{ address }}) - 1)
{%- endmacro %}

{#- Whether two people could be called the same: equal, alike, swapped, a short form or an initial. -#}
{% macro names_alike(given, family) -%}
  (((l_{{ given }} = r_{{ given }} or {{ given[:-4] }}_likeness >= 0.55 or is_nickname
    or position(l_{{ given }} in r_{{ given }}) = 1 or position(r_{{ given }} in l_{{ given }}) = 1)
    and (l_{{ family }} = r_{{ family }} or {{ family[:-4] }}_likeness >= 0.55))
    or (l_{{ given }} = r_{{ family }} and l_{{ family }} = r_{{ given }}))
{%- endmacro %}

{% macro number_level(name, slips) -%}
case
  when l_{{ name }}_key is null or r_{{ name }}_key is null then 9
  when l_{{ name }}_key = r_{{ name }}_key then 2
  when abs(length(l_{{ name }}_key) - length(r_{{ name }}_key)) > {{ slips }} then 0
  when {{ personalization.ends_equal('l_' ~ name ~ '_key', 'r_' ~ name ~ '_key', 3 if slips > 1 else 5) }}
    then case when {{ personalization.edit_distance('l_' ~ name ~ '_key', 'r_' ~ name ~ '_key') }} <= {{ slips }} then 1 else 0 end
  else 0
end
{%- endmacro %}

{% macro text_level(name) -%}
case
  when l_{{ name }}_key is null or r_{{ name }}_key is null then 9
  when l_{{ name }}_key = r_{{ name }}_key then 3
  when {{ name }}_likeness >= 0.75 then 2
  when {{ name }}_likeness >= 0.55 then 1
  else 0
end
{%- endmacro %}

{#- From the finest part that agrees: `keys` are the columns by kind. -#}
{% macro address_level(keys) -%}
{%- set same = [] -%}{%- set alike = [] -%}{%- set missing = [] -%}
{%- for kind, key in keys.items() -%}
  {%- do missing.append("(l_" ~ key ~ " is null or r_" ~ key ~ " is null)") -%}
  {%- if kind in ['postal_code', 'city'] -%}
    {%- do same.append("l_" ~ key ~ " = r_" ~ key) -%}
    {%- do alike.append(personalization.alike('l_' ~ key, 'r_' ~ key, 0.7)) -%}
  {%- endif -%}
{%- endfor -%}
case
  {%- if 'street' in keys %}
  {%- set street = keys['street'] %}
  {%- if same %}
  when l_{{ street }} = r_{{ street }} and ({{ same | join(' or ') }}) then 7
  {%- endif %}
  when l_{{ street }} = r_{{ street }} then 6
  {%- if same %}
  when case when {{ same | join(' or ') }} then {{ personalization.alike('l_' ~ street, 'r_' ~ street, 0.7) }} end then 5
  {%- endif %}
  {%- endif %}
  {%- for kind, level in {'postal_code': 4, 'city': 3}.items() if kind in keys %}
  when l_{{ keys[kind] }} = r_{{ keys[kind] }} then {{ level }}
  {%- endfor %}
  {%- for condition in alike %}
  when {{ condition }} then 2
  {%- endfor %}
  {%- for kind in ['region', 'country'] if kind in keys %}
  when l_{{ keys[kind] }} = r_{{ keys[kind] }} then 1
  {%- endfor %}
  when {{ missing | join(' and ') }} then 9
  else 0
end
{%- endmacro %}
