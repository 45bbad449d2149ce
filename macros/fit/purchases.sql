{#-
  What customers will buy, by BG/NBD and Gamma-Gamma (Fader, Hardie, Lee 2005; Fader, Hardie 2013).
  `frequency` counts repeat purchases, `recency` is the time from the first to the last, `age` the time
  from the first to now; `model` is a `fit` model, or a mapping of its parameters to SQL.
-#}

{% macro purchase_parameters(model) -%}
  {#- A relation is a mapping, too. -#}
  {%- if model.alpha is defined or model.p is defined -%}
    {{ return(model) }}
  {%- endif -%}
  {%- set found = personalization.fitted_parameters(model) -%}
  {%- set unknown = 'cast(null as ' ~ personalization.type_double() ~ ')' -%}
  {%- set parameters = {} -%}
  {%- for name in ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] -%}
    {%- do parameters.update({name: found.get(name, unknown)}) -%}
  {%- endfor -%}
  {{ return(parameters) }}
{%- endmacro %}

{#- How likely it is that the customer has left, against that he has not. -#}
{% macro odds_of_having_left(k, frequency, recency, age) -%}
  case when {{ frequency }} > 0 then
    {{ k.a }} / ({{ k.b }} + {{ frequency }} - 1.0)
    * exp(({{ k.r }} + {{ frequency }}) * (ln({{ k.alpha }} + {{ age }}) - ln({{ k.alpha }} + {{ recency }})))
  else 0.0 end
{%- endmacro %}

{#- Probability that the customer is still one. -#}
{% macro p_alive(model, frequency, recency, age) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  (1.0 / (1.0 + {{ personalization.odds_of_having_left(k, frequency, recency, age) }}))
{%- endmacro %}

{#-
  Sum of the series 1 + r0 + r0 r1 + … of the ratios of its terms, in blocks of at most twelve: in one
  nest of parentheses a long series is deeper than the readers of some warehouses go.
-#}
{% macro nested_series(ratios) -%}
  {%- set size = 12 -%}
  {%- set sum = namespace(text='1.0') -%}
  {%- for start in range((ratios | length - 1) // size * size, -1, -size) -%}
    {%- set block = ratios[start:start + size] -%}
    {%- set head = namespace(text='1.0') -%}
    {%- for ratio in block[:-1] | reverse -%}
      {%- set head.text = '(1.0 + ' ~ ratio ~ ' * ' ~ head.text ~ ')' -%}
    {%- endfor -%}
    {%- set sum.text = '(' ~ head.text ~ ' + ' ~ block | join(' * ') ~ ' * ' ~ sum.text ~ ')' -%}
  {%- endfor -%}
  {{ return(sum.text) }}
{%- endmacro %}

{#-
  Purchases within `horizon`, in the unit of age: equation (10). The hypergeometric function is its
  series; with a horizon up to age its terms halve, and 60 reach the last digit. Longer horizons need
  more: a term shrinks by horizon / (alpha + age + horizon).
-#}
{% macro expected_purchases(model, frequency, recency, age, horizon, terms=150) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  {%- set z = '(' ~ horizon ~ ') / (' ~ k.alpha ~ ' + ' ~ age ~ ' + (' ~ horizon ~ '))' -%}
  {%- set shrunk = 'exp((' ~ k.r ~ ' + ' ~ frequency ~ ') * (ln(' ~ k.alpha ~ ' + ' ~ age ~ ') - ln(' ~ k.alpha ~ ' + ' ~ age ~ ' + (' ~ horizon ~ '))))' -%}
  {#- At a = 1 the formula is 0 / 0; close beside it, it is what it tends to. -#}
  {%- set a = 'case when abs(' ~ k.a ~ ' - 1.0) < 1e-6 then 1.000001 else ' ~ k.a ~ ' end' -%}
  {%- set ratios = [] -%}
  {%- for n in range(terms) -%}
    {%- do ratios.append('(' ~ z ~ ' * (' ~ k.r ~ ' + ' ~ frequency ~ ' + ' ~ n ~ '.0) * (' ~ k.b ~ ' + ' ~ frequency ~ ' + ' ~ n ~ '.0) / ((' ~ a ~ ' + ' ~ k.b ~ ' + ' ~ frequency ~ ' + ' ~ (n - 1) ~ '.0) * ' ~ (n + 1) ~ '.0))') -%}
  {%- endfor -%}
  (({{ a }} + {{ k.b }} + {{ frequency }} - 1.0) / ({{ a }} - 1.0)
    * (1.0 - {{ shrunk }} * {{ personalization.nested_series(ratios) }})
    / (1.0 + {{ personalization.odds_of_having_left(k, frequency, recency, age) }}))
{%- endmacro %}

{#- Mean value of a future purchase; `monetary` is that of the repeat purchases so far. -#}
{% macro expected_spend(model, frequency, monetary) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  ({{ k.p }} * ({{ k.v }} + {{ frequency }} * coalesce({{ monetary }}, 0.0)) / ({{ k.p }} * {{ frequency }} + {{ k.q }} - 1.0))
{%- endmacro %}
