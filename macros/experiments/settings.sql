{#-
  What the macros of experiments take: a dictionary that names the columns of a table and says how the
  experiment was planned. `experiment_settings` checks it and fills in the rest; the guide
  (docs/guide/experiments.md) explains each setting.

      unit: customer_id
      arms: {control: 1, treatment: 1}
      metrics: {click: proportion, spend: {kind: mean, before: spend_before}}
-#}
{% macro experiment_settings(config) -%}
  {%- set defaults = {
    'name': 'experiment', 'experiment': none, 'arm': 'arm', 'control': none, 'metrics': {}, 'segments': [],
    'alpha': 0.05, 'power': 0.8, 'stopping': 'fixed', 'planned': none, 'min_units': 30,
    'srm_alpha': 0.001, 'max_contaminated': 0.02, 'entered_at': none,
    'method': 'hash', 'salt': none, 'traffic': 1, 'strata': [], 'arrived_at': none,
  } -%}
  {%- do personalization.experiment_known(config, defaults.keys() | list + ['unit', 'arms'], 'setting') -%}
  {%- for setting in ['unit', 'arms'] if not config.get(setting) -%}
    {%- do personalization.experiment_refusal("the setting '" ~ setting ~ "' is missing") -%}
  {%- endfor -%}
  {%- set settings = dict(defaults, **config) -%}
  {%- do settings.update({
    'arms': personalization.experiment_arm_weights(settings['arms']),
    'metrics': personalization.experiment_metrics(settings['metrics']),
    'salt': settings['salt'] if settings['salt'] is not none else settings['name'],
  }) -%}
  {%- do settings.update({'control': settings['control'] or settings['arms'].keys() | list | first}) -%}
  {%- if settings['control'] not in settings['arms'] -%}
    {%- do personalization.experiment_refusal("the control '" ~ settings['control'] ~ "' is not among the arms") -%}
  {%- endif -%}
  {%- for setting, choices in {'stopping': ['fixed', 'sequential'], 'method': ['hash', 'blocks']}.items() if settings[setting] not in choices -%}
    {%- do personalization.experiment_refusal("the setting '" ~ setting ~ "' is '" ~ settings[setting] ~ "'; it can be " ~ (choices | join(' or '))) -%}
  {%- endfor -%}
  {%- for setting in ['alpha', 'power', 'srm_alpha'] if not 0 < settings[setting] < 1 -%}
    {%- do personalization.experiment_refusal("the setting '" ~ setting ~ "' has to be between 0 and 1") -%}
  {%- endfor -%}
  {%- if settings['stopping'] == 'sequential' and not settings['planned'] -%}
    {%- do personalization.experiment_refusal("stopping 'sequential' needs the setting 'planned': how many units the whole test is expected to have") -%}
  {%- endif -%}
  {{ return(settings) }}
{%- endmacro %}

{#- Weights by arm; a list means equal ones. -#}
{% macro experiment_arm_weights(arms) -%}
  {%- set weights = {} -%}
  {%- for arm in arms -%}
    {%- set weight = arms[arm] if arms is mapping else 1 -%}
    {%- if weight is not number or weight < 0 -%}
      {%- do personalization.experiment_refusal("the weight of arm '" ~ arm ~ "' has to be a number, 0 or more") -%}
    {%- endif -%}
    {%- do weights.update({arm | string: weight}) -%}
  {%- endfor -%}
  {%- if weights | length < 2 -%}
    {%- do personalization.experiment_refusal('an experiment needs two arms at least') -%}
  {%- endif -%}
  {{ return(weights) }}
{%- endmacro %}

{#- Metrics as a list; the first is primary unless one says so itself. -#}
{% macro experiment_metrics(metrics) -%}
  {%- set defaults = {
    'kind': none, 'value': none, 'before': none, 'role': none, 'better': 'higher', 'effect': none,
    'per_unit': none, 'lowest': none, 'highest': none,
  } -%}
  {%- set primaries = [] -%}
  {%- for given in metrics.values() if given is mapping and given.get('role') == 'primary' -%}
    {%- do primaries.append(1) -%}
  {%- endfor -%}
  {%- set known = [] -%}
  {%- for name, given in metrics.items() -%}
    {%- set given = given if given is mapping else {'kind': given} -%}
    {%- do personalization.experiment_known(given, defaults.keys() | list, 'setting', " of metric '" ~ name ~ "'") -%}
    {%- set metric = dict(defaults, **given) -%}
    {%- do metric.update({
      'name': name,
      'value': metric['value'] or name,
      'role': metric['role'] or ('primary' if loop.first and not primaries else 'secondary'),
      'per_unit': metric['per_unit'] or ('max' if metric['kind'] == 'proportion' else 'sum'),
    }) -%}
    {%- for setting, choices in {
      'kind': ['proportion', 'mean'], 'role': ['primary', 'secondary', 'guardrail'],
      'better': ['higher', 'lower'], 'per_unit': ['sum', 'max', 'min', 'avg'],
    }.items() if metric[setting] not in choices -%}
      {%- do personalization.experiment_refusal("metric '" ~ name ~ "': " ~ setting ~ " is '" ~ metric[setting] ~ "'; it can be " ~ (choices | join(', '))) -%}
    {%- endfor -%}
    {%- do known.append(metric) -%}
  {%- endfor -%}
  {{ return(known) }}
{%- endmacro %}

{#- Refuses keys that mean nothing. -#}
{% macro experiment_known(given, known, what, of='') -%}
  {%- for key in given if key not in known -%}
    {%- do personalization.experiment_refusal("unknown " ~ what ~ " '" ~ key ~ "'" ~ of ~ "; known are " ~ (known | sort | join(', '))) -%}
  {%- endfor -%}
{%- endmacro %}

{% macro experiment_refusal(message) -%}
  {{ exceptions.raise_compiler_error('experiment: ' ~ message) }}
{%- endmacro %}

{#- A text as SQL. -#}
{% macro experiment_text(value) -%}
  '{{ value | string | replace("'", "''") }}'
{%- endmacro %}

{#- A CTE `plan`: the arms with their planned share, in order. -#}
{% macro experiment_plan(settings) -%}
plan as (

    {% for arm, weight in settings['arms'].items() -%}
    select
      {{ personalization.experiment_text(arm) }} as arm,
      {{ loop.index }} as arm_position,
      {{ 1 if arm == settings['control'] else 0 }} as is_control,
      {{ personalization.float_literal(weight / (settings['arms'].values() | sum)) }} as planned_share
    {{ "union all" if not loop.last }}
    {% endfor %}

)
{%- endmacro %}

{#- A CTE `metrics`: what is measured, in order. -#}
{% macro experiment_metric_rows(settings) -%}
metrics as (

    {% for metric in settings['metrics'] -%}
    select
      {{ personalization.experiment_text(metric['name']) }} as metric,
      {{ loop.index }} as metric_position,
      '{{ metric['kind'] }}' as kind,
      '{{ metric['role'] }}' as role,
      {{ -1 if metric['better'] == 'lower' else 1 }} as better,
      {{ 0 if metric['before'] is none else 1 }} as has_before,
      {{ 'cast(null as ' ~ personalization.type_double() ~ ')' if metric['effect'] is none else personalization.float_literal(metric['effect']) }} as wanted_effect
    {{ "union all" if not loop.last }}
    {% endfor %}

)
{%- endmacro %}
