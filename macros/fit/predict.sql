{#-
  Scores of a `fit` model over columns that are named as its features. `log_odds_…` is the score
  before it becomes a probability: what calibration takes.
-#}

{#- Probability by logistic regression. -#}
{% macro predict_logistic(model) -%}
  {{ personalization.logistic(personalization.log_odds_logistic(model)) }}
{%- endmacro %}

{#- Probability by boosted trees. -#}
{% macro predict_trees(model) -%}
  {{ personalization.logistic(personalization.log_odds_trees(model)) }}
{%- endmacro %}

{#- Intercept and coefficients; a number that is missing counts as the model was taught. -#}
{% macro log_odds_logistic(model) -%}
  {%- set rows = personalization.fitted_rows(model, ['coefficient', 'missing']) -%}
  {%- if rows | length == 0 -%}
    {{ return('cast(null as ' ~ personalization.type_double() ~ ')') }}
  {%- endif -%}
  {%- set missing = {} -%}
  {%- for row in rows if row['part'] == 'missing' -%}
    {%- do missing.update({row['name']: personalization.float_literal(row['value'])}) -%}
  {%- endfor -%}
  {%- set terms = [] -%}
  {%- set numbers = [] -%}
  {%- for row in rows if row['part'] == 'coefficient' -%}
    {%- set value = personalization.float_literal(row['value']) -%}
    {%- if row['name'] == 'intercept' and loop.first -%}
      {%- do terms.append(value) -%}
    {%- elif row['level'] is not none -%}
      {%- do terms.append('case when ' ~ personalization.has_level(row['name'], row['level']) ~ ' then ' ~ value ~ ' else 0 end') -%}
    {%- else -%}
      {%- set weighed = value ~ ' * cast(' ~ adapter.quote(row['name']) ~ ' as ' ~ personalization.type_double() ~ ')' -%}
      {%- do numbers.append(row['name']) -%}
      {%- do terms.append('coalesce(' ~ weighed ~ ', ' ~ missing[row['name']] ~ ')' if row['name'] in missing else weighed) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for name, value in missing.items() if name not in numbers -%}
    {%- do terms.append('case when ' ~ adapter.quote(name) ~ ' is null then ' ~ value ~ ' else 0 end') -%}
  {%- endfor -%}
  {{ return('(' ~ terms | join('\n  + ') ~ ')') }}
{%- endmacro %}

{#- The sum of the trees' leaves. -#}
{% macro log_odds_trees(model) -%}
  {%- set rows = personalization.fitted_rows(model, ['coefficient', 'split', 'leaf']) -%}
  {%- if rows | length == 0 -%}
    {{ return('cast(null as ' ~ personalization.type_double() ~ ')') }}
  {%- endif -%}
  {%- set terms = [] -%}
  {%- set trees = {} -%}
  {%- for row in rows -%}
    {%- if row['part'] == 'coefficient' -%}
      {%- do terms.append(personalization.float_literal(row['value'])) -%}
    {%- else -%}
      {%- do trees.setdefault(row['tree'], {'root': row['node'], 'nodes': {}})['nodes'].update({row['node']: row}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for tree in trees.values() -%}
    {%- do terms.append(personalization.tree_node(tree['nodes'], tree['root'])) -%}
  {%- endfor -%}
  {{ return('(' ~ terms | join('\n  + ') ~ ')') }}
{%- endmacro %}

{#- A node of a tree and all below it. -#}
{% macro tree_node(nodes, id) -%}
  {%- set node = nodes[id] -%}
  {%- if node['part'] == 'leaf' -%}
    {{ return(personalization.float_literal(node['value'])) }}
  {%- endif -%}
  {%- set yes = personalization.tree_node(nodes, node['yes_node']) -%}
  {%- set no = personalization.tree_node(nodes, node['no_node']) -%}
  {%- if node['level'] is not none -%}
    {{ return('case when ' ~ personalization.has_level(node['name'], node['level']) ~ ' then ' ~ no ~ ' else ' ~ yes ~ ' end') }}
  {%- endif -%}
  {%- set column = adapter.quote(node['name']) -%}
  {%- set condition = column ~ ' <= ' ~ personalization.float_literal(node['bound']) -%}
  {%- if node['missing_node'] == node['yes_node'] -%}
    {%- set condition = condition ~ ' or ' ~ column ~ ' is null' -%}
  {%- endif -%}
  {{ return('case when ' ~ condition ~ ' then ' ~ yes ~ ' else ' ~ no ~ ' end') }}
{%- endmacro %}

{#-
  A probability that agrees with what happened on rows the model had not seen; of a model without
  `calibration` the plain one. `log_odds` is a column: it is named many times.
-#}
{% macro calibrated(model, log_odds) -%}
  {%- set rows = personalization.fitted_rows(model, ['calibration']) -%}
  {%- if rows | length == 0 -%}
    {{ return(personalization.logistic(log_odds)) }}
  {%- endif -%}
  {%- if rows[0]['name'] == 'isotonic' -%}
    {%- set steps = [] -%}
    {%- for row in rows -%}
      {%- set value = personalization.float_literal(row['value']) -%}
      {%- do steps.append('else ' ~ value if row['bound'] is none
        else 'when ' ~ log_odds ~ ' <= ' ~ personalization.float_literal(row['bound']) ~ ' then ' ~ value) -%}
    {%- endfor -%}
    {{ return(steps[0] | replace('else ', '') if steps | length == 1 else 'case ' ~ steps | join(' ') ~ ' end') }}
  {%- endif -%}
  {{ return(personalization.logistic(
    personalization.float_literal(rows[0]['value']) ~ ' + ' ~ personalization.float_literal(rows[1]['value']) ~ ' * ' ~ log_odds
  )) }}
{%- endmacro %}
