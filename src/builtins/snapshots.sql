{# How snapshots tell that a row has changed; projects call these from strategies of their own. #}

{% macro strategy_dispatch(name) %}
  {%- set parts = name.split('.') -%}
  {%- set wanted = 'snapshot_' ~ parts[-1] ~ '_strategy' -%}
  {%- set owner = context if parts | length == 1 else context.get(parts[0]) -%}
  {%- set found = owner[wanted] if owner else none -%}
  {%- if not found -%}
    {%- do exceptions.raise_compiler_error("There is no macro " ~ wanted ~ " for the snapshot strategy '" ~ name ~ "'") -%}
  {%- endif -%}
  {% do return(found) %}
{% endmacro %}

{% macro snapshot_hash_arguments(args) -%}
  {{ adapter.dispatch('snapshot_hash_arguments', 'dbt')(args) }}
{%- endmacro %}
{% macro default__snapshot_hash_arguments(args) -%}
  md5({% for arg in args %}coalesce(cast({{ arg }} as varchar), ''){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}
{% macro redshift__snapshot_hash_arguments(args) -%}
  {{ dbt.default__snapshot_hash_arguments(args) }}
{%- endmacro %}
{% macro bigquery__snapshot_hash_arguments(args) -%}
  to_hex(md5(concat({% for arg in args %}coalesce(cast({{ arg }} as string), ''){% if not loop.last %}, '|', {% endif %}{% endfor %})))
{%- endmacro %}

{% macro get_snapshot_table_column_names() %}
  {% do return({
    'dbt_valid_to': 'dbt_valid_to',
    'dbt_valid_from': 'dbt_valid_from',
    'dbt_scd_id': 'dbt_scd_id',
    'dbt_updated_at': 'dbt_updated_at',
    'dbt_is_deleted': 'dbt_is_deleted',
  }) %}
{% endmacro %}

{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set key = config.get('unique_key') -%}
  {%- set updated_at = config.get('updated_at') -%}
  {%- set deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set names = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set identity = (key if key is not string and key is iterable else [key]) + [updated_at] -%}
  {% do return({
    'unique_key': key,
    'updated_at': updated_at,
    'row_changed': '(' ~ snapshotted_rel ~ '.' ~ names['dbt_valid_from'] ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')',
    'scd_id': snapshot_hash_arguments(identity) | trim,
    'invalidate_hard_deletes': deletes == 'invalidate',
    'hard_deletes': deletes,
  }) %}
{% endmacro %}

{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) %}
  {%- set current = adapter.get_column_schema_from_query(node['compiled_code'] or node['raw_code']) | map(attribute='name') | list -%}
  {%- if not target_exists -%}{% do return((false, current)) %}{%- endif -%}
  {%- set known = adapter.get_columns_in_relation(load_relation(this)) | map(attribute='name') | map('lower') | list -%}
  {%- set checked = current if check_cols_config == 'all' else check_cols_config -%}
  {%- set present = [] -%}
  {%- for column in checked if column | lower in known -%}{% do present.append(column) %}{%- endfor -%}
  {% do return((present | length < checked | length, present)) %}
{% endmacro %}

{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set key = config.get('unique_key') -%}
  {%- set check = config.get('check_cols') -%}
  {%- if check != 'all' and (check is string or check is not iterable or check | length == 0) -%}
    {%- do exceptions.raise_compiler_error("check_cols of a snapshot must be 'all' or a list of columns, found: " ~ check) -%}
  {%- endif -%}
  {%- set updated_at = config.get('updated_at') or snapshot_get_time() | trim -%}
  {%- set deletes = adapter.get_hard_deletes_behavior(config) -%}
  {%- set added, columns = snapshot_check_all_get_existing_columns(node, target_exists, check) -%}
  {%- set tests = ['true'] if added else [] -%}
  {%- for column in columns -%}
    {%- set was, now = snapshotted_rel ~ '.' ~ column, current_rel ~ '.' ~ column -%}
    {%- do tests.append(was ~ ' != ' ~ now) -%}
    {%- do tests.append('((' ~ was ~ ' is null and not (' ~ now ~ ' is null)) or (not (' ~ was ~ ' is null) and ' ~ now ~ ' is null))') -%}
  {%- endfor -%}
  {%- set identity = (key if key is not string and key is iterable else [key]) + [updated_at] -%}
  {% do return({
    'unique_key': key,
    'updated_at': updated_at,
    'row_changed': '(' ~ tests | join(' or ') ~ ')',
    'scd_id': snapshot_hash_arguments(identity) | trim,
    'invalidate_hard_deletes': deletes == 'invalidate',
    'hard_deletes': deletes,
  }) %}
{% endmacro %}
