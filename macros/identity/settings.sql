{#-
  What the macros of identity take: a dictionary that names the columns of a table and says what they
  are. `identity_settings` checks it and fills in the rest; the guide (docs/guide/identity.md) explains
  each setting.

      id: rec_id
      columns: {given_name: given_name, surname: family_name, dob: birth_date, mail: email}
-#}
{% macro identity_settings(config) -%}
  {%- set known = personalization.identity_kinds() -%}
  {%- set defaults = {
    'country': none, 'source': none, 'created_at': none, 'updated_at': none,
    'match_probability': 0.8, 'review_probability': 0.05,
    'small_table': 50000, 'max_block': 25, 'rare_block': 5, 'random_pairs': 20000, 'passes': 15,
    'max_cluster': 100, 'split_weights': [10, 20], 'label_passes': 6,
    'always': [], 'never': [], 'households': true,
  } -%}
  {%- for setting in config if setting not in defaults and setting not in ['id', 'columns'] -%}
    {{ exceptions.raise_compiler_error("identity: unknown setting '" ~ setting ~ "'; known are id, columns, "
      ~ (defaults.keys() | join(', '))) }}
  {%- endfor -%}
  {%- for setting in ['id', 'columns'] if not config.get(setting) -%}
    {{ exceptions.raise_compiler_error("identity: the setting '" ~ setting ~ "' is missing") }}
  {%- endfor -%}
  {%- set settings = dict(defaults, **config) -%}
  {%- set seen = [] -%}
  {%- set fields = [] -%}
  {%- set parts = {} -%}
  {%- for column, kind in config['columns'].items() -%}
    {%- if kind not in known -%}
      {{ exceptions.raise_compiler_error("identity: column '" ~ column ~ "' has the unknown kind '" ~ kind
        ~ "'; known are " ~ (known | join(', '))) }}
    {%- endif -%}
    {%- if kind in seen and kind not in ['email', 'phone', 'identifier', 'login', 'text', 'code'] -%}
      {{ exceptions.raise_compiler_error("identity: two columns of the kind '" ~ kind
        ~ "'; put them together in the model that identity reads") }}
    {%- endif -%}
    {%- do seen.append(kind) -%}
    {%- do parts.update({kind: column}) -%}
    {%- if kind not in ['full_name', 'street_number', 'given_name', 'family_name', 'street'] -%}
      {%- do fields.append({'name': column, 'kind': kind, 'sql': 'source.' ~ column}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- do settings.update({'fields': personalization.identity_name_fields(parts) + fields, 'kinds': seen}) -%}
  {{ return(settings) }}
{%- endmacro %}

{#- What a column can be. -#}
{% macro identity_kinds() -%}
  {{ return([
    'given_name', 'family_name', 'full_name', 'birth_date', 'email', 'phone', 'identifier', 'login', 'street',
    'street_number', 'postal_code', 'city', 'region', 'country', 'text', 'code',
  ]) }}
{%- endmacro %}

{#- Fields that are made of more than one column: names out of a full name, streets with their number. -#}
{% macro identity_name_fields(parts) -%}
  {%- set fields = [] -%}
  {%- for kind in ['given_name', 'family_name'] -%}
    {%- set options = [] -%}
    {%- if kind in parts -%}{%- do options.append('source.' ~ parts[kind]) -%}{%- endif -%}
    {%- if 'full_name' in parts -%}
      {%- do options.append(personalization.part_of_name('source.' ~ parts['full_name'], kind)) -%}
    {%- endif -%}
    {%- if options -%}
      {%- do fields.append({
        'name': parts.get(kind, kind), 'kind': kind,
        'sql': options[0] if options | length == 1 else 'coalesce(' ~ options | join(', ') ~ ')',
      }) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if 'street' in parts -%}
    {%- set number = "coalesce(source." ~ parts['street_number'] ~ ", '') || ' ' || " if 'street_number' in parts else '' -%}
    {%- do fields.append({'name': parts['street'], 'kind': 'street', 'sql': number ~ 'source.' ~ parts['street']}) -%}
  {%- elif 'street_number' in parts -%}
    {{ exceptions.raise_compiler_error("identity: a column of the kind 'street_number' needs one of the kind 'street'") }}
  {%- endif -%}
  {{ return(fields) }}
{%- endmacro %}

{#- The name of the standardized column of the first field of a kind, or none. -#}
{% macro identity_key(settings, kind) -%}
  {%- for field in settings['fields'] if field['kind'] == kind -%}
    {{ return(field['name'] ~ '_key') }}
  {%- endfor -%}
  {{ return(none) }}
{%- endmacro %}
