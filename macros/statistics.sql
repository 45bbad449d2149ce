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

{#-
  The number whose tail is `p` on the left: Wichura's algorithm AS 241 (1988), sixteen digits. It is long:
  call it in a row of constants.
-#}
{% macro normal_quantile(p) -%}
  {%- set p = "cast(" ~ p ~ " as " ~ personalization.type_double() ~ ")" -%}
  {%- set q = "(" ~ p ~ " - 0.5)" -%}
  {%- set middle = "(0.180625 - " ~ q ~ " * " ~ q ~ ")" -%}
  {%- set root = "sqrt(-ln(least(" ~ p ~ ", 1 - " ~ p ~ ")))" -%}
  {%- set near = "(" ~ root ~ " - 1.6)" -%}
  {%- set far = "(" ~ root ~ " - 5)" -%}
  case
    when abs({{ q }}) <= 0.425 then
      {{ q }} * {{ personalization.horner(middle, '2509.0809287301226727', [33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608]) }}
      / {{ personalization.horner(middle, '5226.495278852854561', [28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0]) }}
    when {{ root }} <= 5 then
      sign({{ q }}) * {{ personalization.horner(near, '7.7454501427834140764e-4', [0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734]) }}
      / {{ personalization.horner(near, '1.05075007164441684324e-9', ['5.475938084995344946e-4', 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0]) }}
    else
      sign({{ q }}) * {{ personalization.horner(far, '2.01033439929228813265e-7', ['2.71155556874348757815e-5', 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772]) }}
      / {{ personalization.horner(far, '2.04426310338993978564e-15', ['1.4215117583164458887e-7', '1.8463183175100546818e-5', '7.868691311456132591e-4', 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0]) }}
  end
{%- endmacro %}

{#-
  Nodes w and weights c by which the integral of exp(-w) f(w) over all w > 0 is the sum of c f(w): the
  trapezoidal rule after w = exp(y - exp(-y)), a double exponential substitution (Takahasi, Mori 1974), with
  a step of 1/4. It bears what f has at zero, such as 1 / sqrt(w).
-#}
{% macro exponential_nodes() -%}
  {{ return([
    ('2.443096499071764e-13', '1.636284641515523e-12'), ('9.420603004412962e-11', '4.965961811738231e-10'),
    ('1.028445932819615e-8', '4.27901172416952e-8'), ('4.202172654617201e-7', '1.384877309083635e-6'),
    ('7.986676546391961e-6', '2.094037121261028e-5'), ('8.363436155539918e-5', '1.753886685888884e-4'),
    ('5.505445514532493e-4', '9.291657371520482e-4'), ('2.524558532037153e-3', '3.450988000407375e-3'),
    ('8.735649715417845e-3', '9.721222595867385e-3'), ('2.427564175077468e-2', '2.202471286962026e-2'),
    ('5.686927781534191e-2', '4.186552222277641e-2'), ('1.166332047540739e-1', '6.872983789736838e-2'),
    ('2.156657730454041e-1', '9.925667264702728e-2'), ('3.678794411714424e-1', '1.273231900217913e-1'),
    ('5.89311258134141e-1', '1.453708838664331e-1'), ('8.989474862671122e-1', '1.469452041001611e-1'),
    ('1.320002258074063e0', '1.29795886559372e-1'), ('1.881596387531645e0', '9.802737502738469e-2'),
    ('2.620840854562775e0', '6.131621629139382e-2'), ('3.585399268624974e0', '3.039702576875011e-2'),
    ('4.836668012815506e0', '1.125984787080285e-2'), ('6.453771681742982e0', '2.884299214667096e-3'),
    ('8.538631725249466e0', '4.619200415890498e-4'), ('1.122243614081408e1', '4.059255972053453e-5'),
    ('1.467392543428032e1', '1.654221475104215e-6'), ('1.911002242330408e1', '2.517242969130913e-8'),
    ('2.480947885813939e1', '1.082577611150335e-10'), ('3.213039981053326e1', '9.198589573866253e-14'),
  ]) }}
{%- endmacro %}

{#-
  P(T > |t|) of Student's distribution with `df` degrees of freedom, 1 to 1e9, which need not be whole. The
  incomplete beta integral, with u = df / (df + t^2) exp(-2 w / df), is one over exp(-w); its factor, a ratio
  of gammas, is Stirling's series eight steps up. Relative error below 1e-5, below 1e-7 where |t| > 0.1 and
  df < 1e7, down to 1e-280. `t` and `df` should be columns: they are named many times.
-#}
{% macro student_tail(t, df) -%}
  {%- set a = "(" ~ df ~ " / 2)" -%}
  case when {{ t }} is not null and {{ df }} is not null then
    {{ personalization.gamma_half_step(a) }}
    * sqrt({{ df }} + {{ t }} * {{ t }}) / ({{ df }} * 1.7724538509055161e0)
    * exp(greatest(-{{ a }} * ln(1 + {{ t }} * {{ t }} / {{ df }}), -650))
    * (
  {%- for w, c in personalization.exponential_nodes() %}
    {#- df (1 - exp(-2 w / df)), as its series where the difference would lose digits. -#}
    {%- if w | float < 0.01 %}
    {{ "+ " if not loop.first }}{{ c }} / sqrt({{ t }} * {{ t }} + {{ 2 * (w | float) }} * (1 - {{ w }} / {{ df }} * (1 - {{ w }} / (1.5 * {{ df }}))))
    {%- else %}
    + {{ c }} / sqrt({{ t }} * {{ t }} + {{ df }} * (1 - exp(-{{ 2 * (w | float) }} / {{ df }})))
    {%- endif %}
  {%- endfor %})
  end
{%- endmacro %}

{#- gamma(a + 1/2) / gamma(a) for a > 0. -#}
{% macro gamma_half_step(a) -%}
  {%- set b = "(" ~ a ~ " + 8)" -%}
  ({%- for j in range(8) -%}
    ({{ a }} + {{ j }}) / ({{ a }} + {{ j }}.5) * {{ "" }}
  {%- endfor -%}
  sqrt({{ b }}) * exp((-0.125 + (0.005208333333333333e0 - (0.0015625 - 0.0011858258928571428e0 / ({{ b }} * {{ b }})) / ({{ b }} * {{ b }})) / ({{ b }} * {{ b }})) / {{ b }}))
{%- endmacro %}

{#- The natural logarithm of gamma(a), a > 0: Stirling's series eight steps up. -#}
{% macro log_gamma(a) -%}
  {%- set b = "(" ~ a ~ " + 8)" -%}
  (({{ b }} - 0.5) * ln({{ b }}) - {{ b }} + 0.9189385332046727e0
    + (0.08333333333333333e0 - (0.002777777777777778e0 - 0.0007936507936507937e0 / ({{ b }} * {{ b }})) / ({{ b }} * {{ b }})) / {{ b }}
    - ln({% for j in range(8) %}({{ a }} + {{ j }}){{ " * " if not loop.last }}{% endfor %}))
{%- endmacro %}

{#-
  P(X > x) of chi-square with `df` degrees of freedom, up to 30 of them: the integral of
  (x / 2 + w)^(df / 2 - 1) exp(-w) by the same nodes; relative error below 1e-5. Beyond 30 it is null, but for
  `z`, a column that `chi_square_z` made: then by the normal tail. `x` should be a column, too.
-#}
{% macro chi_square_tail(x, df, z=none) -%}
  case
    when {{ df }} is null or {{ x }} is null then null
    {% if df is not number -%}
    when {{ df }} > 30 then
      {%- if z is none %} null
      {%- else %} case when {{ z }} < 0 then 1 - {{ personalization.normal_tail(z) }} else {{ personalization.normal_tail(z) }} end
      {%- endif %}
    {% endif -%}
    when {{ x }} > 1200 then 1e-250
    else least(1, exp(-0.5e0 * {{ x }} - {{ personalization.log_gamma("(0.5e0 * " ~ df ~ ")") }}) * (
  {%- for w, c in personalization.exponential_nodes() %}
    {{ "+ " if not loop.first }}{{ c }} * power(0.5e0 * {{ x }} + {{ w }}, {{ df / 2 - 1 if df is number else "0.5e0 * " ~ df ~ " - 1" }})
  {%- endfor %}))
  end
{%- endmacro %}

{#-
  The normal number whose tail is about that of chi-square: Wilson and Hilferty (1931). Beyond 30 degrees of
  freedom within 1 % down to p = 0.001, within 20 % at 1e-8.
-#}
{% macro chi_square_z(x, df) -%}
  ((exp(ln(greatest({{ x }}, 1e-9) / nullif({{ df }}, 0)) / 3) - 1 + 2 / (9e0 * nullif({{ df }}, 0))) * sqrt(4.5e0 * {{ df }}))
{%- endmacro %}
