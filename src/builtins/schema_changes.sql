{# Differences between the columns of a select and those of its table, step by step. #}

{% macro incremental_validate_on_schema_change(on_schema_change, default='ignore') %}
  {% set known = ['sync_all_columns', 'append_new_columns', 'fail', 'ignore'] %}
  {% do return(on_schema_change if on_schema_change in known else default) %}
{% endmacro %}

{% macro check_for_schema_changes(source_relation, target_relation) %}
  {% do return(adapter.dispatch('check_for_schema_changes', 'dbt')(source_relation, target_relation)) %}
{% endmacro %}
{% macro default__check_for_schema_changes(source_relation, target_relation) %}
  {% set wanted = adapter.get_columns_in_relation(source_relation) %}
  {% set there = adapter.get_columns_in_relation(target_relation) %}
  {% set added, removed = diff_columns(wanted, there), diff_columns(there, wanted) %}
  {% set types = diff_column_data_types(wanted, there) %}
  {% do return({
    'schema_changed': (added or removed or types) | length > 0,
    'source_not_in_target': added,
    'target_not_in_source': removed,
    'source_columns': wanted,
    'target_columns': there,
    'new_target_types': types
  }) %}
{% endmacro %}

{% macro sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {% do return(adapter.dispatch('sync_column_schemas', 'dbt')(on_schema_change, target_relation, schema_changes_dict)) %}
{% endmacro %}
{% macro default__sync_column_schemas(on_schema_change, target_relation, schema_changes_dict) %}
  {% set whole = on_schema_change == 'sync_all_columns' %}
  {% if whole or on_schema_change == 'append_new_columns' %}
    {% set added = schema_changes_dict['source_not_in_target'] %}
    {% set removed = schema_changes_dict['target_not_in_source'] if whole else [] %}
    {% do alter_relation_add_remove_columns(target_relation, added, removed) if added or removed %}
    {% for change in schema_changes_dict['new_target_types'] if whole %}
      {% do alter_column_type(target_relation, change['column_name'], change['new_type']) %}
    {% endfor %}
  {% endif %}
{% endmacro %}
