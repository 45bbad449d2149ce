{# Snapshots as macros, for projects that bring a strategy of their own or replace one of these. ptx
   keeps the same history without them, in fewer statements, where nothing is replaced. #}

{% macro _snapshot_names() %}
  {% do return(config.get('snapshot_table_column_names') or get_snapshot_table_column_names()) %}
{% endmacro %}

{% macro _snapshot_deletes(strategy) %}
  {% do return(strategy.hard_deletes or ('invalidate' if strategy.invalidate_hard_deletes else 'ignore')) %}
{% endmacro %}

{# The keys under the names that the steps join by: one, or one for each of a list. #}
{% macro unique_key_fields(unique_key) -%}
  {%- if unique_key is string or unique_key is not iterable -%}
    {{ unique_key }} as dbt_unique_key
  {%- else -%}
    {%- for key in unique_key %}{{ key }} as dbt_unique_key_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor -%}
  {%- endif -%}
{%- endmacro %}

{% macro _unique_key_names(unique_key) %}
  {% if unique_key is string or unique_key is not iterable %}{% do return(['dbt_unique_key']) %}{% endif %}
  {% set names = [] %}
  {% for key in unique_key %}{% do names.append('dbt_unique_key_' ~ loop.index) %}{% endfor %}
  {% do return(names) %}
{% endmacro %}

{% macro unique_key_join_on(unique_key, identifier, from_identifier) -%}
  {%- for name in _unique_key_names(unique_key) -%}
    {{ identifier }}.{{ name }} = {{ from_identifier }}.{{ name }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}

{% macro unique_key_is_null(unique_key, identifier) -%}
  {{ identifier }}.{{ _unique_key_names(unique_key)[0] }} is null
{%- endmacro %}

{% macro unique_key_is_not_null(unique_key, identifier) -%}
  {{ identifier }}.{{ _unique_key_names(unique_key)[0] }} is not null
{%- endmacro %}

{% macro get_true_sql() %}
  {{ adapter.dispatch('get_true_sql', 'dbt')() }}
{% endmacro %}
{% macro default__get_true_sql() %}
  {% do return('TRUE') %}
{% endmacro %}

{# The end of a version that is current; the odd `nullif` gives a null the type of a time. #}
{% macro get_dbt_valid_to_current(strategy, columns) -%}
  coalesce(nullif({{ strategy.updated_at }}, {{ strategy.updated_at }}), {{ config.get('dbt_valid_to_current') or 'null' }}) as {{ columns.dbt_valid_to }}
{%- endmacro %}

{% macro _is_open(column) -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  {%- if open_end %}({{ column }} = {{ open_end }} or {{ column }} is null){% else %}{{ column }} is null{% endif -%}
{%- endmacro %}

{% macro build_snapshot_table(strategy, sql) -%}
  {{ adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql) }}
{%- endmacro %}
{% macro default__build_snapshot_table(strategy, sql) %}
  {%- set names = _snapshot_names() -%}
  select *,
    {{ strategy.scd_id }} as {{ names.dbt_scd_id }},
    {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
    {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
    {{ get_dbt_valid_to_current(strategy, names) }}
    {%- if _snapshot_deletes(strategy) == 'new_record' %},
    'False' as {{ names.dbt_is_deleted }}
    {%- endif %}
  from (
    {{ sql }}
  ) sbq
{% endmacro %}

{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation) }}
{%- endmacro %}

{# All changes as rows: new versions are inserts; each version that ends is an update, or a delete. #}
{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set names = _snapshot_names() -%}
  {%- set deletes = _snapshot_deletes(strategy) -%}
  {%- set records = deletes == 'new_record' -%}
  {%- set key = strategy.unique_key -%}
  {%- set fields = unique_key_fields(key) -%}
  {%- set same_key = unique_key_join_on(key, 'snapshotted_data', 'source_data') -%}
  {%- set changed = '(' ~ strategy.row_changed ~ (' or snapshotted_data.' ~ names.dbt_is_deleted ~ " = 'True'" if records else '') ~ ')' -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as (
    select *, {{ fields }}
    from {{ target_relation }}
    where {{ _is_open(names.dbt_valid_to) }}
  ),
  insertions_source_data as (
    select *, {{ fields }},
      {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
      {{ get_dbt_valid_to_current(strategy, names) }},
      {{ strategy.scd_id }} as {{ names.dbt_scd_id }}
    from snapshot_query
  ),
  updates_source_data as (
    select *, {{ fields }},
      {{ strategy.updated_at }} as {{ names.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ names.dbt_valid_from }},
      {{ strategy.updated_at }} as {{ names.dbt_valid_to }}
    from snapshot_query
  ),
  insertions as (
    select 'insert' as dbt_change_type, source_data.*{{ ", 'False' as " ~ names.dbt_is_deleted if records }}
    from insertions_source_data as source_data
    left outer join snapshotted_data on {{ same_key }}
    where {{ unique_key_is_null(key, 'snapshotted_data') }}
      or ({{ unique_key_is_not_null(key, 'snapshotted_data') }} and {{ changed }})
  ),
  updates as (
    select 'update' as dbt_change_type, source_data.*, snapshotted_data.{{ names.dbt_scd_id }}
      {{- ', snapshotted_data.' ~ names.dbt_is_deleted if records }}
    from updates_source_data as source_data
    join snapshotted_data on {{ same_key }}
    where {{ changed }}
  )
  {%- if deletes != 'ignore' %},
  deletes_source_data as (
    select *, {{ fields }} from snapshot_query
  ),
  deletes as (
    select 'delete' as dbt_change_type, source_data.*,
      {{ snapshot_get_time() }} as {{ names.dbt_valid_from }},
      {{ snapshot_get_time() }} as {{ names.dbt_updated_at }},
      {{ snapshot_get_time() }} as {{ names.dbt_valid_to }},
      snapshotted_data.{{ names.dbt_scd_id }}{{ ', snapshotted_data.' ~ names.dbt_is_deleted if records }}
    {{ _gone(strategy, names, same_key) }}
  )
  {%- endif %}
  {%- if records %},
  deletion_records as (
    {{ _deletion_records(strategy, names, same_key, source_sql, target_relation) }}
  )
  {%- endif %}
  select * from insertions
  union all
  select * from updates
  {%- if deletes != 'ignore' %}
  union all
  select * from deletes
  {%- endif %}
  {%- if records %}
  union all
  select * from deletion_records
  {%- endif %}
{%- endmacro %}

{# The rows that the select does not have any more; those recorded as deleted stay as they are. #}
{% macro _gone(strategy, names, same_key) -%}
  {%- set end = 'snapshotted_data.' ~ names.dbt_valid_to -%}
  {%- set open_end = config.get('dbt_valid_to_current') -%}
  from snapshotted_data
  left join deletes_source_data as source_data on {{ same_key }}
  where {{ unique_key_is_null(strategy.unique_key, 'source_data') }}
  {%- if _snapshot_deletes(strategy) == 'new_record' %}
    and not (
      snapshotted_data.{{ names.dbt_is_deleted }} = 'True'
      and {{ end ~ ' = ' ~ open_end if open_end else end ~ ' is null' }}
    )
  {%- endif %}
{%- endmacro %}

{# New versions that say "deleted", with the last known values. #}
{% macro _deletion_records(strategy, names, same_key, source_sql, target_relation) -%}
  {%- set known = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | map('lower') | list -%}
  {%- set values = [] -%}
  {%- for column in get_columns_in_query(source_sql) -%}
    {%- do values.append(('snapshotted_data.' if column | lower in known else 'source_data.') ~ adapter.quote(column)) -%}
  {%- endfor -%}
  {%- for name in _unique_key_names(strategy.unique_key) -%}{%- do values.append('snapshotted_data.' ~ name) -%}{%- endfor -%}
  select 'insert' as dbt_change_type,
    {{ values | join(', ') }},
    {{ snapshot_get_time() }} as {{ names.dbt_valid_from }},
    {{ snapshot_get_time() }} as {{ names.dbt_updated_at }},
    snapshotted_data.{{ names.dbt_valid_to }} as {{ names.dbt_valid_to }},
    {{ snapshot_hash_arguments([names.dbt_scd_id, snapshot_get_time() | trim]) | trim }} as {{ names.dbt_scd_id }},
    'True' as {{ names.dbt_is_deleted }}
  {{ _gone(strategy, names, same_key) }}
{%- endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {% set staged = make_temp_relation(target_relation) %}
  {% call statement('build_snapshot_staging_relation') %}
    {{ create_table_as(True, staged, snapshot_staging_table(strategy, sql, target_relation)) }}
  {% endcall %}
  {% do return(staged) %}
{% endmacro %}

{% macro create_columns(relation, columns) %}
  {{ adapter.dispatch('create_columns', 'dbt')(relation, columns) }}
{% endmacro %}
{% macro default__create_columns(relation, columns) %}
  {% for column in columns %}
    {% do run_query('alter table ' ~ relation.render() ~ ' add column ' ~ adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
  {% endfor %}
{% endmacro %}

{% macro post_snapshot(staging_relation) %}
  {{ adapter.dispatch('post_snapshot', 'dbt')(staging_relation) }}
{% endmacro %}
{# For projects that have more to do: the staging table is dropped in any case. #}
{% macro default__post_snapshot(staging_relation) %}
{% endmacro %}

{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols) }}
{%- endmacro %}
{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set names = _snapshot_names() -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ names.dbt_scd_id }}
  when matched and {{ _is_open('DBT_INTERNAL_DEST.' ~ names.dbt_valid_to) }}
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
  when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ insert_cols | join(', ') }})
    values ({% for column in insert_cols %}DBT_INTERNAL_SOURCE.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}
{% macro duckdb__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set names = _snapshot_names() -%}
  update {{ target }} as DBT_INTERNAL_TARGET
  set {{ names.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ names.dbt_valid_to }}
  from {{ source }} as DBT_INTERNAL_SOURCE
  where cast(DBT_INTERNAL_SOURCE.{{ names.dbt_scd_id }} as text) = cast(DBT_INTERNAL_TARGET.{{ names.dbt_scd_id }} as text)
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    and {{ _is_open('DBT_INTERNAL_TARGET.' ~ names.dbt_valid_to) }};

  insert into {{ target }} ({{ insert_cols | join(', ') }})
  select {{ insert_cols | join(', ') }}
  from {{ source }}
  where dbt_change_type = 'insert'
{%- endmacro %}
{% macro postgres__snapshot_merge_sql(target, source, insert_cols) -%}
  {{ dbt.duckdb__snapshot_merge_sql(target, source, insert_cols) }}
{%- endmacro %}
{% macro redshift__snapshot_merge_sql(target, source, insert_cols) -%}
  {{ dbt.duckdb__snapshot_merge_sql(target, source, insert_cols) }}
{%- endmacro %}

{% macro _assert_snapshot(existing, strategy) %}
  {% set names = _snapshot_names() %}
  {% set needed = [names.dbt_scd_id, names.dbt_valid_from, names.dbt_valid_to] + ([names.dbt_is_deleted] if _snapshot_deletes(strategy) == 'new_record' else []) %}
  {% set known = adapter.get_columns_in_relation(existing) | map(attribute='name') | map('lower') | list %}
  {% set missing = [] %}
  {% for name in needed if name | lower not in known %}{% do missing.append(name) %}{% endfor %}
  {% do exceptions.raise_compiler_error('Snapshot target is missing configured columns: ' ~ missing | join(', ') ~ ' (table ' ~ existing ~ ')') if missing %}
{% endmacro %}

{# Columns that are new in the select become columns of the table. Returns all, quoted. #}
{% macro _snapshot_insert_columns(strategy, staged, target) %}
  {% do adapter.expand_target_column_types(from_relation=staged, to_relation=target) %}
  {% set working = ['dbt_change_type'] + _unique_key_names(strategy.unique_key) %}
  {% set missing = [] %}
  {% for column in adapter.get_missing_columns(staged, target) if column.name | lower not in working %}{% do missing.append(column) %}{% endfor %}
  {% do create_columns(target, missing) if missing %}
  {% set quoted = [] %}
  {% for column in adapter.get_columns_in_relation(staged) if column.name | lower not in working %}{% do quoted.append(adapter.quote(column.name)) %}{% endfor %}
  {% do return(quoted) %}
{% endmacro %}

{% macro materialization_snapshot_default() %}
  {% set target = this.incorporate(type='table') %}
  {% set existing = load_cached_relation(this) %}
  {% if existing is not none and existing.type != 'table' %}
    {% do exceptions.raise_compiler_error(existing ~ ' is a ' ~ existing.type ~ ', and a snapshot needs a table of that name') %}
  {% endif %}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks) }}
  {% set strategy = strategy_dispatch(config.get('strategy'))(model, 'snapshotted_data', 'source_data', model['config'], existing is not none) %}
  {% if existing is none %}
    {% set built = make_intermediate_relation(target) %}
    {{ drop_relation_if_exists(load_cached_relation(built)) }}
    {% call statement('main') -%}
      {{ create_table_as(False, built, build_snapshot_table(strategy, compiled_code)) }}
    {%- endcall %}
    {% do _swap_in(built, target, none) %}
    {% do create_indexes(target) %}
  {% else %}
    {% do _assert_snapshot(existing, strategy) %}
    {% set staged = build_snapshot_staging_table(strategy, compiled_code, target) %}
    {% set columns = _snapshot_insert_columns(strategy, staged, target) %}
    {% call statement('main') -%}
      {{ snapshot_merge_sql(target=target, source=staged, insert_cols=columns) }}
    {%- endcall %}
  {% endif %}
  {% do apply_grants(target, config.get('grants'), should_revoke=should_revoke(existing, full_refresh_mode=False)) %}
  {% do persist_docs(target, model) %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {% if existing is not none %}
    {% do post_snapshot(staged) %}
    {{ drop_relation_if_exists(staged.incorporate(type='table')) }}
  {% endif %}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {% do return({'relations': [target]}) %}
{% endmacro %}
