{#-
  Tests that may be looked at as often as one likes. The mixture sequential probability ratio test with a
  normal mixture (Robbins 1970), for means of any distribution by the asymptotic confidence sequences of
  Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (Annals of Statistics 2024, theorem 2.2 and equation 10).
  With t units, z the estimate over its standard error, and g = t rho^2:

      p = sqrt(1 + g) exp(-z^2 g / (2 (1 + g)))
      interval = estimate ± error sqrt((1 + g) / g (2 ln(1 / alpha) + ln(1 + g)))

  rho^2 makes the interval narrowest at `planned` units. Below `min_units` in an arm nothing is claimed, as
  the normal approximation does not hold yet. docs/decisions/0015 says why this one.
-#}
{% macro always_valid_p(z, n_control, n_treatment, settings) -%}
  {%- if not settings['planned'] -%}
    cast(null as {{ personalization.type_double() }})
  {%- else -%}
    {%- set g = personalization.always_valid_growth(n_control, n_treatment, settings) -%}
    {%- set z = "(" ~ z ~ ")" -%}
    case
      when {{ z }} is null then null
      when {{ n_control }} < {{ settings['min_units'] }} or {{ n_treatment }} < {{ settings['min_units'] }} then 1e0
      else exp(greatest(least(ln(1 + {{ g }}) / 2 - {{ z }} * {{ z }} * {{ g }} / (2 * (1 + {{ g }})), 0), -650))
    end
  {%- endif -%}
{%- endmacro %}

{#- How many standard errors the interval reaches to either side. -#}
{% macro always_valid_critical(n_control, n_treatment, settings) -%}
  {%- if not settings['planned'] -%}
    cast(null as {{ personalization.type_double() }})
  {%- else -%}
    {%- set g = personalization.always_valid_growth(n_control, n_treatment, settings) -%}
    case when {{ n_control }} >= {{ settings['min_units'] }} and {{ n_treatment }} >= {{ settings['min_units'] }} then
      sqrt((1 + {{ g }}) / {{ g }} * (ln(1 + {{ g }}) - 2 * ln({{ personalization.float_literal(settings['alpha']) }})))
    end
  {%- endif -%}
{%- endmacro %}

{#- t rho^2. -#}
{% macro always_valid_growth(n_control, n_treatment, settings) -%}
  {%- set alpha = personalization.float_literal(settings['alpha']) -%}
  (({{ n_control }} + {{ n_treatment }}) * (ln(1 - 2 * ln({{ alpha }})) - 2 * ln({{ alpha }})) / {{ personalization.float_literal(settings['planned']) }})
{%- endmacro %}

{#-
  The experiment as it was seen at each `entered_at` (a day, a number, an instant): one row per experiment,
  metric, arm and look, over all units that had entered by then. `sequential_p_value` and its interval hold at
  all looks together; `p_so_far` is the smallest until then, valid as well. `fixed_statistic` is what a test
  without memory would have shown: not to be acted upon.
-#}
{% macro experiment_looks(config, units) -%}
  {%- set settings = personalization.experiment_settings(config) -%}
  {%- if not settings['entered_at'] or not settings['planned'] -%}
    {%- do personalization.experiment_refusal("looks need the settings 'entered_at' and 'planned'") -%}
  {%- endif -%}
with counted as (

    select * from {{ units }} where excluded_because is null and entered_at is not null

),

origins as (

    select
      experiment
      {%- for metric in settings['metrics'] %},
      min({{ metric['name'] }}_value) as least_{{ loop.index }}
      {%- endfor %}
    from counted
    group by experiment

),

-- What entered at each look, by metric and arm.
steps as (

    select
      counted.experiment,
      counted.entered_at
      {%- for metric in settings['metrics'] %}
      {%- set number = loop.index %}
      {%- set y = "(counted." ~ metric['name'] ~ "_value - origins.least_" ~ number ~ ")" %}
      {%- for arm in settings['arms'] %}
      {%- set here = "case when counted.arm = " ~ personalization.experiment_text(arm) ~ " then " %},
      count({{ here }}{{ y }} end) as n_{{ number }}_{{ loop.index }},
      coalesce(sum({{ here }}{{ y }} end), 0) as y_{{ number }}_{{ loop.index }},
      coalesce(sum({{ here }}{{ y }} * {{ y }} end), 0) as yy_{{ number }}_{{ loop.index }}
      {%- endfor %}
      {%- endfor %}
    from counted
    inner join origins
      on counted.experiment = origins.experiment
    group by counted.experiment, counted.entered_at

),

-- An arm beside the control.
beside as (

    {% set first = namespace(yes=true, control=0) -%}
    {%- for arm in settings['arms'] -%}
    {%- if arm == settings['control'] -%}{%- set first.control = loop.index -%}{%- endif -%}
    {%- endfor -%}
    {%- for metric in settings['metrics'] -%}
    {%- set number = loop.index -%}
    {%- for arm in settings['arms'] -%}
    {%- set place = loop.index -%}
    {%- if arm != settings['control'] -%}
    {{ "union all" if not first.yes }}
    select
      experiment, '{{ metric['name'] }}' as metric, {{ personalization.experiment_text(arm) }} as arm, entered_at
      {%- for part in ['n', 'y', 'yy'] %},
      {{ part }}_{{ number }}_{{ place }} as {{ part }}_treatment,
      {{ part }}_{{ number }}_{{ first.control }} as {{ part }}_control
      {%- endfor %}
    from steps
    {%- set first.yes = false %}
    {% endif -%}
    {%- endfor -%}
    {%- endfor %}

),

added as (

    select
      experiment, metric, arm, entered_at,
      {%- for side in ['treatment', 'control'] %}
      {%- set last = loop.last %}
      {%- for part in ['n', 'y', 'yy'] %}
      sum({{ part }}_{{ side }}) over (
        partition by experiment, metric, arm order by entered_at rows unbounded preceding
      ) as {{ part }}_{{ side }}{{ "," if not (last and loop.last) }}
      {%- endfor %}
      {%- endfor %}
    from beside

),

measured as (

    select
      added.*,
      y_treatment / nullif(n_treatment, 0) - y_control / nullif(n_control, 0) as lift,
      case when n_treatment > 1 and n_control > 1 then sqrt(nullif(
        {%- for side in ['treatment', 'control'] %}
        {{ personalization.squares_about_mean('yy_' ~ side, 'y_' ~ side, 'n_' ~ side) }} / (n_{{ side }} - 1) / n_{{ side }}{{ " +" if not loop.last }}
        {%- endfor %}, 0)) end as error
    from added
    {{ personalization.computed_once() }}

),

tested as (

    select
      measured.*,
      {{ personalization.always_valid_p('lift / error', 'n_control', 'n_treatment', settings) }} as sequential_p_value,
      error * {{ personalization.always_valid_critical('n_control', 'n_treatment', settings) }} as half
    from measured
    {{ personalization.computed_once() }}

)

select
  experiment, metric, arm, entered_at, n_control, n_treatment, lift,
  lift / error as fixed_statistic,
  sequential_p_value,
  lift - half as sequential_low,
  lift + half as sequential_high,
  min(sequential_p_value) over (
    partition by experiment, metric, arm order by entered_at rows unbounded preceding
  ) as p_so_far
from tested
{%- endmacro %}
