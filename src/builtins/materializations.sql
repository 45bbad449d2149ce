{# Materializations as macros, for projects that replace a macro which these call. ptx builds the
   same relations without them, in fewer statements, where nothing is replaced. #}

{# Puts a finished relation in the place of what is there. #}
{% macro _swap_in(built, target, existing) %}
  {% do adapter.drop_relation(existing) if existing is not none %}
  {% do adapter.rename_relation(built, target) %}
{% endmacro %}

{% macro _finish(target, existing, full_refresh) %}
  {% do persist_docs(target, model) %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {% do return({'relations': [target]}) %}
{% endmacro %}

{% macro materialization_view_default() %}
  {% set target = this.incorporate(type='view') %}
  {% set built = make_intermediate_relation(target) %}
  {% set existing = load_cached_relation(this) %}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ drop_relation_if_exists(load_cached_relation(built)) }}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {{ get_create_view_as_sql(built, sql) }}
  {%- endcall %}
  {% do _swap_in(built, target, existing) %}
  {% do return(_finish(target, existing, true)) %}
{% endmacro %}

{# Data tests, for projects that put a materialization of their own around this one. #}
{% macro materialization_test_default() %}
  {% set rows = sql %}
  {% if should_store_failures() %}
    {% set kind = config.get('store_failures_as') or 'table' %}
    {% set kept = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type=kind) %}
    {% do adapter.drop_relation(load_cached_relation(kept)) if load_cached_relation(kept) is not none %}
    {% call statement(auto_begin=True) -%}
      {{ get_create_sql(kept, sql) }}
    {%- endcall %}
    {% set rows = 'select * from ' ~ kept %}
    {{ adapter.commit() }}
  {% endif %}
  {% call statement('main', fetch_result=True) -%}
    {{ get_test_sql(rows, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), config.get('limit')) }}
  {%- endcall %}
  {% do return({'relations': [kept] if should_store_failures() else []}) %}
{% endmacro %}

{% macro materialization_table_default() %}
  {% set target = this.incorporate(type='table') %}
  {% set built = make_intermediate_relation(target) %}
  {% set existing = load_cached_relation(this) %}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ drop_relation_if_exists(load_cached_relation(built)) }}
  {{ run_hooks(pre_hooks) }}
  {% call statement('main') -%}
    {{ create_table_as(False, built, compiled_code, 'sql') }}
  {%- endcall %}
  {% do _swap_in(built, target, existing) %}
  {% do create_indexes(target) %}
  {% do return(_finish(target, existing, true)) %}
{% endmacro %}

{% macro materialization_incremental_default() %}
  {% set target = this.incorporate(type='table') %}
  {% set existing = load_cached_relation(this) %}
  {% if existing is none or existing.type != 'table' or should_full_refresh() %}
    {% do return(dbt.materialization_table_default()) %}
  {% endif %}
  {% set staged = make_temp_relation(target) %}
  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks) }}
  {% do run_query(create_table_as(True, staged, compiled_code, 'sql')) %}
  {% do process_schema_changes(config.get('on_schema_change'), staged, existing) %}
  {% set build = _strategy_macro(config.get('incremental_strategy') or 'default') %}
  {% call statement('main') -%}
    {{ build({
      'target_relation': target,
      'temp_relation': staged,
      'unique_key': config.get('unique_key'),
      'dest_columns': adapter.get_columns_in_relation(existing),
      'incremental_predicates': config.get('predicates') or config.get('incremental_predicates')
    }) }}
  {%- endcall %}
  {% do adapter.drop_relation(staged.incorporate(type='table')) %}
  {% do return(_finish(target, existing, false)) %}
{% endmacro %}

{# The macro behind a strategy's name; projects add strategies by defining one. #}
{% macro _strategy_macro(strategy) %}
  {% set name = 'get_incremental_' ~ strategy | replace('+', '_') ~ '_sql' %}
  {% if context.get(name) is none %}
    {% do exceptions.raise_compiler_error("There is no incremental strategy '" ~ strategy ~ "': the macro " ~ name ~ " is not defined") %}
  {% endif %}
  {% do return(context[name]) %}
{% endmacro %}

{% macro get_incremental_append_sql(arg_dict) %}
  {% do return(adapter.dispatch('get_incremental_append_sql', 'dbt')(arg_dict)) %}
{% endmacro %}
{% macro default__get_incremental_append_sql(arg_dict) %}
  {% do return(get_insert_into_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['dest_columns'])) %}
{% endmacro %}

{% macro get_incremental_delete_insert_sql(arg_dict) %}
  {% do return(adapter.dispatch('get_incremental_delete_insert_sql', 'dbt')(arg_dict)) %}
{% endmacro %}
{% macro default__get_incremental_delete_insert_sql(arg_dict) %}
  {% do return(get_delete_insert_merge_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) %}
{% endmacro %}

{% macro get_incremental_merge_sql(arg_dict) %}
  {% do return(adapter.dispatch('get_incremental_merge_sql', 'dbt')(arg_dict)) %}
{% endmacro %}
{% macro default__get_incremental_merge_sql(arg_dict) %}
  {% do return(get_merge_sql(arg_dict['target_relation'], arg_dict['temp_relation'], arg_dict['unique_key'], arg_dict['dest_columns'], arg_dict['incremental_predicates'])) %}
{% endmacro %}

{% macro get_incremental_default_sql(arg_dict) %}
  {% do return(adapter.dispatch('get_incremental_default_sql', 'dbt')(arg_dict)) %}
{% endmacro %}
{% macro default__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_append_sql(arg_dict)) %}
{% endmacro %}
{% macro duckdb__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_delete_insert_sql(arg_dict) if arg_dict['unique_key'] else get_incremental_append_sql(arg_dict)) %}
{% endmacro %}
{% macro postgres__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_delete_insert_sql(arg_dict) if arg_dict['unique_key'] else get_incremental_append_sql(arg_dict)) %}
{% endmacro %}
{% macro snowflake__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_merge_sql(arg_dict)) %}
{% endmacro %}
{% macro bigquery__get_incremental_default_sql(arg_dict) %}
  {% do return(get_incremental_merge_sql(arg_dict)) %}
{% endmacro %}

{# Makes the table fit the select: new columns are added, and with `sync_all_columns` others go. #}
{% macro process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {% do return(adapter.dispatch('process_schema_changes', 'dbt')(on_schema_change, source_relation, target_relation)) %}
{% endmacro %}
{% macro default__process_schema_changes(on_schema_change, source_relation, target_relation) %}
  {% if on_schema_change not in ['append_new_columns', 'sync_all_columns', 'fail'] %}
    {% do return({}) %}
  {% endif %}
  {% set wanted = adapter.get_columns_in_relation(source_relation) %}
  {% set known = adapter.get_columns_in_relation(target_relation) %}
  {% set added = diff_columns(wanted, known) %}
  {% set removed = diff_columns(known, wanted) %}
  {% if on_schema_change == 'fail' and (added or removed) %}
    {% do exceptions.raise_compiler_error('The columns of ' ~ target_relation ~ ' are not those of the select any more') %}
  {% endif %}
  {% set removed = removed if on_schema_change == 'sync_all_columns' else [] %}
  {% do alter_relation_add_remove_columns(target_relation, added, removed) if added or removed %}
  {% do return(wanted) %}
{% endmacro %}

{# The names that dbt has for DuckDB's own. #}
{% macro materialization_table_duckdb() %}
  {% do return(dbt.materialization_table_default()) %}
{% endmacro %}
{% macro materialization_incremental_duckdb() %}
  {% do return(dbt.materialization_incremental_default()) %}
{% endmacro %}
