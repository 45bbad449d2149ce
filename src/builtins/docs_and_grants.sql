{# Comments and rights on relations. #}

{% macro alter_relation_comment(relation, relation_comment) -%}
  {% do return(adapter.dispatch('alter_relation_comment', 'dbt')(relation, relation_comment)) %}
{%- endmacro %}
{% macro default__alter_relation_comment(relation, relation_comment) -%}
  comment on {{ (relation.type or 'table') | replace('_', ' ') }} {{ relation }} is '{{ escape_single_quotes(relation_comment) }}'
{%- endmacro %}

{% macro alter_column_comment(relation, column_dict) -%}
  {% do return(adapter.dispatch('alter_column_comment', 'dbt')(relation, column_dict)) %}
{%- endmacro %}
{% macro default__alter_column_comment(relation, column_dict) -%}
  {%- for name in column_dict -%}
    comment on column {{ relation }}.{{ adapter.quote(name) if column_dict[name]['quote'] else name }} is '{{ escape_single_quotes(column_dict[name]['description']) }}';
  {% endfor -%}
{%- endmacro %}
{# A name that no comment holds stands around the text: nothing in it has to be escaped. #}
{% macro postgres_escape_comment(comment) -%}
  {%- if comment is not string -%}
    {%- do exceptions.raise_compiler_error('A comment must be a text, found: ' ~ comment) -%}
  {%- endif -%}
  {%- set mark = '$dbt_comment_literal_block$' -%}
  {%- if mark in comment -%}
    {%- do exceptions.raise_compiler_error('A comment may not hold ' ~ mark) -%}
  {%- endif -%}
  {{ mark }}{{ comment }}{{ mark }}
{%- endmacro %}

{% macro persist_docs(relation, model, for_relation=true, for_columns=true) -%}
  {% do return(adapter.dispatch('persist_docs', 'dbt')(relation, model, for_relation, for_columns)) %}
{%- endmacro %}
{% macro default__persist_docs(relation, model, for_relation, for_columns) -%}
  {%- if for_relation and config.persist_relation_docs() and model.description -%}
    {% do run_query(alter_relation_comment(relation, model.description)) %}
  {%- endif -%}
  {%- if for_columns and config.persist_column_docs() and model.columns -%}
    {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list -%}
    {%- set documented = {} -%}
    {%- for name in model.columns if name | lower in there -%}
      {% do documented.update({name: model.columns[name]}) %}
    {%- endfor -%}
    {%- set sql = alter_column_comment(relation, documented) | trim -%}
    {%- if sql -%}
      {% do run_query(sql) %}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{% macro copy_grants() %}
  {% do return(adapter.dispatch('copy_grants', 'dbt')()) %}
{% endmacro %}
{% macro default__copy_grants() %}
  {% do return(True) %}
{% endmacro %}
{# A table that was replaced begins without rights. #}
{% macro postgres__copy_grants() %}
  {% do return(False) %}
{% endmacro %}

{% macro should_revoke(existing_relation, full_refresh_mode=True) %}
  {% if not existing_relation %}
    {% do return(False) %}
  {% endif %}
  {% do return(copy_grants() if full_refresh_mode else True) %}
{% endmacro %}

{% macro get_show_grant_sql(relation) %}
  {% do return(adapter.dispatch('get_show_grant_sql', 'dbt')(relation)) %}
{% endmacro %}
{% macro default__get_show_grant_sql(relation) %}
  show grants on {{ relation.render() }}
{% endmacro %}
{% macro postgres__get_show_grant_sql(relation) %}
  select grantee, privilege_type
  from information_schema.role_table_grants
  where grantor = current_role
    and grantee <> current_role
    and table_schema = '{{ relation.schema }}'
    and table_name = '{{ relation.identifier }}'
{% endmacro %}

{% macro get_grant_sql(relation, privilege, grantees) %}
  {% do return(adapter.dispatch('get_grant_sql', 'dbt')(relation, privilege, grantees)) %}
{% endmacro %}
{%- macro default__get_grant_sql(relation, privilege, grantees) -%}
  grant {{ privilege }} on {{ relation.render() }} to {{ grantees | join(', ') }}
{%- endmacro -%}

{% macro get_revoke_sql(relation, privilege, grantees) %}
  {% do return(adapter.dispatch('get_revoke_sql', 'dbt')(relation, privilege, grantees)) %}
{% endmacro %}
{%- macro default__get_revoke_sql(relation, privilege, grantees) -%}
  revoke {{ privilege }} on {{ relation.render() }} from {{ grantees | join(', ') }}
{%- endmacro -%}
