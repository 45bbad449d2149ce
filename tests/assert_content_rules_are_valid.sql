-- A rule that is not valid at as_of shows nothing.
select blocks.content_block_id
from {{ ref('act_content_blocks') }} as blocks
inner join {{ ref('content_rules') }} as rules
  on blocks.rule_id = rules.rule_id
where cast(rules.valid_from as {{ dbt.type_timestamp() }}) > {{ as_of() }}
  or cast(rules.valid_to as {{ dbt.type_timestamp() }}) <= {{ as_of() }}
