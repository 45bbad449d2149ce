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
  Purchases within `horizon`, in the unit of age: equation (10), with Euler's transformation of the hypergeometric function,
  2F1(A, B; C; z) = (1 - z)^(C - A - B) 2F1(C - A, C - B; C; z). Its power of 1 - z joins the one in front, only C depends on
  the customer, and its terms shrink by more than z = horizon / (alpha + age + horizon) each: 150 reach nine digits for a new
  customer and a horizon ten times as long as alpha; where z is below 0.55, 50 reach twelve.
-#}
{% macro expected_purchases(model, frequency, recency, age, horizon, terms=150) -%}
  {{ return(personalization.expected_purchases_by(
    model, frequency, recency, age, personalization.reach(model, age, horizon), terms)) }}
{%- endmacro %}

{#- horizon / (alpha + age + horizon): what the series is a series in. -#}
{% macro reach(model, age, horizon) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  {{ return('((' ~ horizon ~ ') / (' ~ k.alpha ~ ' + ' ~ age ~ ' + (' ~ horizon ~ ')))') }}
{%- endmacro %}

{#- The same for a `reach` that is a column: the series names it with every term. -#}
{% macro expected_purchases_by(model, frequency, recency, age, z, terms=150) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  {#- At a = 1 the formula is 0 / 0; close beside it, it is what it tends to. -#}
  {%- set a = '(case when abs(' ~ k.a ~ ' - 1.0) < 1e-6 then 1.000001 else ' ~ k.a ~ ' end)' -%}
  (({{ a }} + {{ k.b }} + {{ frequency }} - 1.0) / ({{ a }} - 1.0)
    * (1.0 - exp(({{ a }} - 1.0) * ln(1.0 - {{ z }}))
      * case when {{ z }} < 0.55 and {{ terms }} > 50
        then {{ personalization.nested_series(personalization.purchase_ratios(k, a, frequency, z, [terms, 50] | min)) }}
        else {{ personalization.nested_series(personalization.purchase_ratios(k, a, frequency, z, terms)) }} end)
    / (1.0 + {{ personalization.odds_of_having_left(k, frequency, recency, age) }}))
{%- endmacro %}

{#-
  The ratios of the terms of 2F1(a + b - 1 - r, a - 1; a + b + frequency - 1; z). Learned parameters are numbers, and what
  they give is written as one.
-#}
{% macro purchase_ratios(k, a, frequency, z, terms) -%}
  {%- set numbers = namespace(a=k.a | float(none), b=k.b | float(none), r=k.r | float(none)) -%}
  {%- set known = numbers.a is not none and numbers.b is not none and numbers.r is not none -%}
  {%- if known and (numbers.a - 1) | abs < 1e-6 -%}{%- set numbers.a = 1.000001 -%}{%- endif -%}
  {%- set ratios = [] -%}
  {%- for n in range(terms) -%}
    {%- if known -%}
      {%- set factor = personalization.float_literal((numbers.a + numbers.b - numbers.r + n - 1) * (numbers.a + n - 1) / (n + 1)) -%}
      {%- set divisor = personalization.float_literal(numbers.a + numbers.b + n - 1) -%}
    {%- else -%}
      {%- set factor = '((' ~ a ~ ' + ' ~ k.b ~ ' - ' ~ k.r ~ ' + ' ~ (n - 1) ~ '.0) * (' ~ a ~ ' + ' ~ (n - 1) ~ '.0) / ' ~ (n + 1) ~ '.0)' -%}
      {%- set divisor = a ~ ' + ' ~ k.b ~ ' + ' ~ (n - 1) ~ '.0' -%}
    {%- endif -%}
    {%- do ratios.append('(' ~ z ~ ' * ' ~ factor ~ ' / (' ~ frequency ~ ' + ' ~ divisor ~ '))') -%}
  {%- endfor -%}
  {{ return(ratios) }}
{%- endmacro %}

{#- Mean value of a future purchase; `monetary` is that of the repeat purchases so far. -#}
{% macro expected_spend(model, frequency, monetary) -%}
  {%- set k = personalization.purchase_parameters(model) -%}
  ({{ k.p }} * ({{ k.v }} + {{ frequency }} * coalesce({{ monetary }}, 0.0)) / ({{ k.p }} * {{ frequency }} + {{ k.q }} - 1.0))
{%- endmacro %}
