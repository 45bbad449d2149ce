{# Rights on relations: what to grant and what to take away, for materializations of projects. #}

{% macro apply_grants(relation, grant_config, should_revoke) %}
  {% do return(adapter.dispatch('apply_grants', 'dbt')(relation, grant_config, should_revoke)) %}
{% endmacro %}
{% macro default__apply_grants(relation, grant_config, should_revoke=True) %}
  {% if grant_config %}
    {% set held = {} %}
    {% if should_revoke %}
      {% do held.update(adapter.standardize_grants_dict(run_query(get_show_grant_sql(relation)))) %}
    {% endif %}
    {% set surplus = diff_of_two_dicts(held, grant_config) %}
    {% set lacking = diff_of_two_dicts(grant_config, held) %}
    {% set statements = get_dcl_statement_list(relation, surplus, get_revoke_sql) + get_dcl_statement_list(relation, lacking, get_grant_sql) %}
    {% do call_dcl_statements(statements) if statements %}
  {% endif %}
{% endmacro %}
{# DuckDB has no users, so nobody to grant anything to. #}
{% macro duckdb__apply_grants(relation, grant_config, should_revoke=True) %}{% endmacro %}

{% macro support_multiple_grantees_per_dcl_statement() %}
  {% do return(adapter.dispatch('support_multiple_grantees_per_dcl_statement', 'dbt')()) %}
{% endmacro %}
{% macro default__support_multiple_grantees_per_dcl_statement() %}
  {% do return(True) %}
{% endmacro %}

{% macro get_dcl_statement_list(relation, grant_config, get_dcl_macro) %}
  {% do return(adapter.dispatch('get_dcl_statement_list', 'dbt')(relation, grant_config, get_dcl_macro)) %}
{% endmacro %}
{% macro default__get_dcl_statement_list(relation, grant_config, get_dcl_macro) %}
  {% set statements = [] %}
  {% set together = support_multiple_grantees_per_dcl_statement() %}
  {% for privilege, grantees in grant_config.items() if grantees %}
    {% for some in ([grantees] if together else grantees | batch(1)) %}
      {% do statements.append(get_dcl_macro(relation, privilege, some)) %}
    {% endfor %}
  {% endfor %}
  {% do return(statements) %}
{% endmacro %}

{% macro call_dcl_statements(dcl_statement_list) %}
  {% do return(adapter.dispatch('call_dcl_statements', 'dbt')(dcl_statement_list)) %}
{% endmacro %}
{% macro default__call_dcl_statements(dcl_statement_list) %}
  {% call statement('grants') %}{{ dcl_statement_list | join(';\n') }}{% endcall %}
{% endmacro %}
