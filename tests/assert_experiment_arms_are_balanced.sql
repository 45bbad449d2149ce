-- Blocks of three, dealt within each language: no two arms differ by more than one there.
select language
from (
  select language, arm, count(*) as units
  from {{ ref('act_experiment_arms') }}
  group by language, arm
) as counted
group by language
having max(units) - min(units) > 1
