{# Models that are files: written by DuckDB, and read back through a view. #}

{% macro external_location(relation, config) -%}
  {%- set divided = (config.get('options') or {}).get('partition_by') is not none -%}
  {{- adapter.external_root() }}/{{ relation.identifier }}
  {{- '' if divided else '.' ~ config.get('format', 'parquet') }}
{%- endmacro %}

{% macro write_to_file(relation, location, options) -%}
  {% call statement('write_to_file') -%}
    copy {{ relation }} to '{{ location }}' ({{ options }})
  {%- endcall %}
{%- endmacro %}

{% macro render_write_options(config) %}
  {% set written = config.get('options') or {} %}
  {% if written is not mapping %}
    {% do exceptions.raise_compiler_error('options must be a mapping') %}
  {% endif %}
  {% set options = {} %}
  {% for name, value in written.items() %}
    {% set text = value | join(', ') if value is sequence and value is not string else value %}
    {% do options.update({name: render(text)}) %}
  {% endfor %}
  {% for name in ['format', 'delimiter'] if config.get(name) %}
    {% do options.update({name: render(config.get(name))}) %}
  {% endfor %}
  {% do return(options) %}
{% endmacro %}

{# A call of the reader of a format, with its options. #}
{% macro external_reader(format, location, options) -%}
  read_{{ format }}('{{ location }}'
  {%- for name, value in options.items() -%}
    , {{ name }} = {{ "'" ~ value ~ "'" if value is string else value }}
  {%- endfor -%}
  )
{%- endmacro %}

{% macro external_reading_options(format, compression) %}
  {% set usual = {'union_by_name': False} if format == 'parquet' else {'auto_detect': True} %}
  {% set options = dict(config.get(format ~ '_read_options', usual)) %}
  {% if compression and format != 'parquet' and 'compression' not in options %}
    {% do options.update({'compression': compression}) %}
  {% endif %}
  {% do return(options) %}
{% endmacro %}

{% macro materialization_external_duckdb() %}
  {% set formats = ['csv', 'parquet', 'json'] %}
  {% set format = config.get('format') %}
  {% if format and format not in formats %}
    {% do exceptions.raise_compiler_error("format '" ~ format ~ "' is none of: " ~ formats | join(', ')) %}
  {% endif %}
  {% set location = render(config.get('location', default=external_location(this, config))) %}
  {% set options = render_write_options(config) %}
  {% set copy_options = adapter.external_write_options(location, options) %}
  {% if not format %}
    {% set format = options['format'] | lower if options['format'] | lower in formats else 'parquet' %}
  {% endif %}
  {% set read_location = adapter.external_read_location(location, options) %}
  {% set existing = load_cached_relation(this) %}
  {% set target_relation = this.incorporate(type='view') %}
  {% set rows = make_intermediate_relation(this.incorporate(type='table'), suffix='__dbt_tmp') %}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {% do drop_relation_if_exists(load_cached_relation(rows)) %}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {% call statement('create_table') %}{{ create_table_as(False, rows, compiled_code) }}{% endcall %}
  {% set is_empty = run_query('select count(*) from ' ~ rows).rows[0][0] == 0 %}
  {% if is_empty %}
    {# A file without rows may not tell its columns: one of nulls does, and the view leaves it out. #}
    {% set nulls = adapter.get_columns_in_relation(rows) %}
    {% call statement('nulls') %}
      insert into {{ rows }} values ({% for column in nulls %}null{{ ', ' if not loop.last }}{% endfor %})
    {% endcall %}
  {% endif %}
  {# A folder is replaced by a finished one: what is there stays until then. #}
  {% set staged = adapter.external_staging(location, options) %}
  {% do write_to_file(rows, staged or location, copy_options) %}
  {% if staged %}{% do adapter.external_publish(staged, location) %}{% endif %}

  {% if existing is not none and existing.type != 'view' %}
    {% do adapter.drop_relation(existing) %}
  {% endif %}
  {% call statement('main') %}
    create or replace view {{ target_relation }} as (
      select * from {{ external_reader(format, read_location, external_reading_options(format, options.get('compression'))) }}
      {{ 'where false' if is_empty }}
    )
  {% endcall %}
  {% do drop_relation_if_exists(rows) %}

  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do persist_docs(target_relation, model) %}
  {% do adapter.commit() %}
  {{ run_hooks(post_hooks, inside_transaction=False) }}
  {{ return({'relations': [target_relation]}) }}
{% endmacro %}

{# For `on-run-start` on a database that does not last: views over the files that earlier runs wrote. #}
{% macro register_upstream_external_models() %}
  {% if execute %}
    {% set seen = selected_resources | list %}
    {% for id in selected_resources if id in graph.nodes %}
      {% for parent in graph.nodes[id].depends_on.nodes if parent not in seen and parent in graph.nodes %}
        {% do seen.append(parent) %}
        {% set node = graph.nodes[parent] %}
        {% if node.config.materialized == 'external' %}
          {% set relation = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) %}
          {% set location = render(node.config.get('location') or external_location(relation, node.config)) %}
          {% set options = render_write_options(node.config) %}
          {% do run_query('create schema if not exists ' ~ relation.without_identifier()) %}
          {% do run_query('create or replace view ' ~ relation ~ " as (select * from '" ~ adapter.external_read_location(location, options) ~ "')") %}
        {% endif %}
      {% endfor %}
    {% endfor %}
  {% endif %}
{% endmacro %}
