{# Columns that came, went or changed their type, against a list that is committed or another relation. #}

{% test schema_drift(model, columns=none, compare_to=none, allow_new=false) %}
  {{ adapter.dispatch('test_schema_drift', 'ptx')(model, columns, compare_to, allow_new) }}
{% endtest %}

{% macro default__test_schema_drift(model, columns, compare_to, allow_new) %}
{%- if (columns is none) == (compare_to is none) -%}
  {{ exceptions.raise_compiler_error('schema_drift: set columns or compare_to') }}
{%- endif -%}
{%- set findings = [] -%}
{%- if execute -%}
  {%- set wanted = {} -%}
  {%- if compare_to is not none -%}
    {%- for column in adapter.get_columns_in_relation(compare_to) -%}
      {%- do wanted.update({column.name | lower: column.data_type | lower}) -%}
    {%- endfor -%}
  {%- elif columns is mapping -%}
    {%- for name, type in columns.items() -%}{%- do wanted.update({name | lower: type | lower}) -%}{%- endfor -%}
  {%- else -%}
    {%- for name in columns -%}{%- do wanted.update({name | lower: none}) -%}{%- endfor -%}
  {%- endif -%}
  {%- set found = {} -%}
  {%- for column in adapter.get_columns_in_relation(model) -%}
    {%- do found.update({column.name | lower: column.data_type | lower}) -%}
  {%- endfor -%}
  {%- for name, type in wanted.items() -%}
    {%- if name not in found -%}
      {%- do findings.append((name, type, none, 'column is missing')) -%}
    {%- elif type is not none and found[name] != type -%}
      {%- do findings.append((name, type, found[name], 'type has changed')) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if not allow_new -%}
    {%- for name, type in found.items() if name not in wanted -%}
      {%- do findings.append((name, none, type, 'column is new')) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endif -%}
{%- for row in findings %}
select
{%- for label in ['column_name', 'expected_type', 'found_type', 'finding'] %}
  {% if row[loop.index0] is none %}cast(null as {{ dbt.type_string() }}){% else %}cast('{{ row[loop.index0] | replace("'", "''") }}' as {{ dbt.type_string() }}){% endif %} as {{ label }}
  {%- if not loop.last %},{% endif %}
{%- endfor %}
{% if not loop.last %}union all{% endif %}
{%- else %}
select cast(null as {{ dbt.type_string() }}) as column_name, cast(null as {{ dbt.type_string() }}) as expected_type,
  cast(null as {{ dbt.type_string() }}) as found_type, cast(null as {{ dbt.type_string() }}) as finding
from (select 1 as one) as nothing
where 1 = 0
{%- endfor %}
{% endmacro %}
