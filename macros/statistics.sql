{#- Statistics from + - * / and exp alone, so that every warehouse computes the same numbers. -#}

{#-
  P(Z > |x|) of the standard normal distribution: Hart (1968) as given by West, "Better
  approximations to cumulative normal functions" (2005). Relative error below 1e-8 in the far tail,
  where 1 - cdf would have lost every digit.
-#}
{% macro normal_tail(x) -%}
  {%- set a = "abs(cast(" ~ x ~ " as " ~ personalization.type_double() ~ "))" -%}
  {%- set above = [0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376] -%}
  {%- set below = [1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752] -%}
  case
    when {{ a }} > 37 then cast(0 as {{ personalization.type_double() }})
    when {{ a }} < 7.07106781186547 then
      exp(-{{ a }} * {{ a }} / 2)
      * {{ personalization.horner(a, '0.0352624965998911', above) }}
      / {{ personalization.horner(a, '0.0883883476483184', below) }}
    else
      exp(-{{ a }} * {{ a }} / 2)
      / ({{ a }} + 1 / ({{ a }} + 2 / ({{ a }} + 3 / ({{ a }} + 4 / ({{ a }} + 0.65)))))
      / 2.506628274631
  end
{%- endmacro %}

{#- A polynomial by Horner's rule; `leading` is the coefficient of the highest power. -#}
{% macro horner(x, leading, coefficients) -%}
  {%- set expression = namespace(text=leading) -%}
  {%- for coefficient in coefficients -%}
    {%- set expression.text = "(" ~ expression.text ~ " * " ~ x ~ " + " ~ coefficient ~ ")" -%}
  {%- endfor -%}
  {{ expression.text }}
{%- endmacro %}

{#- 1 / (1 + exp(-x)); x is clipped where exp would overflow and the result is 0 or 1 anyway. -#}
{% macro logistic(x) -%}
  (1 / (1 + exp(-least(greatest({{ x }}, -35), 35))))
{%- endmacro %}
