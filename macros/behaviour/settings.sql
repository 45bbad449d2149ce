{#-
  What the macros of behaviour take: a dictionary that names the columns of a table, beside the tables. The guide
  (docs/guide/behaviour.md) explains each setting. Expressions are SQL over the columns of the table that they are for.
-#}

{#- The settings with their defaults; stops the build at one that is missing or that nobody knows. -#}
{% macro behaviour_settings(name, config, needed, defaults) -%}
  {%- if config is not mapping -%}
    {{ exceptions.raise_compiler_error(name ~ ": the settings are a dictionary; needed are " ~ (needed | join(', '))) }}
  {%- endif -%}
  {%- for setting in config if setting not in needed and setting not in defaults -%}
    {{ exceptions.raise_compiler_error(name ~ ": unknown setting '" ~ setting ~ "'; known are "
      ~ ((needed + (defaults.keys() | list)) | join(', '))) }}
  {%- endfor -%}
  {%- for setting in needed if config.get(setting) is none -%}
    {{ exceptions.raise_compiler_error(name ~ ": the setting '" ~ setting ~ "' is missing") }}
  {%- endfor -%}
  {{ return(dict(defaults, **config)) }}
{%- endmacro %}

{#- The parts as one text, with a bar between them. -#}
{% macro joined_key(parts) -%}
  {%- set texts = [] -%}
  {%- for part in parts -%}
    {%- do texts.append("cast(" ~ part ~ " as " ~ dbt.type_string() ~ ")") -%}
    {%- if not loop.last -%}{%- do texts.append("'|'") -%}{%- endif -%}
  {%- endfor -%}
  {{ dbt.concat(texts) }}
{%- endmacro %}

{#- 1 now, one half after `half_life_days`, one quarter after twice as long; nothing that lies ahead counts more than now. -#}
{% macro decay(at, as_of, half_life_days) -%}
  power(cast(0.5 as {{ personalization.type_double() }}),
    greatest({{ dbt.datediff(at, as_of, 'hour') }}, 0) / ({{ half_life_days }} * 24.0))
{%- endmacro %}
