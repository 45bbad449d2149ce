-- A table of everything that goes wrong, through all macros: none fails, and each is told.
{%- set plan = {
  'unit': 'unit_id', 'experiment': 'experiment', 'arms': {'a': 1, 'b': 1}, 'min_units': 2,
  'metrics': {'flat': 'mean', 'hole': 'proportion', 'net': {'kind': 'mean', 'before': 'prior', 'lowest': -50}},
} %}
with source as (

    select 'one_arm' as experiment, 'u1' as unit_id, 'a' as arm, 4.99 as flat, cast(null as {{ dbt.type_int() }}) as hole, 10 as net, 1 as prior
    union all select 'one_arm', 'u2', 'a', 4.99, null, 20, 2
    union all select 'one_arm', null, 'a', 4.99, null, 20, 2
    union all select 'both', 'u1', 'a', 4.99, 1, -10, 1
    union all select 'both', 'u1', 'b', 4.99, 1, -10, 1
    union all select 'both', 'u2', 'a', 4.99, 1, -900, null
    union all select 'both', 'u3', 'a', 4.99, 0, 30, 5
    union all select 'both', 'u4', 'b', 0.01, 1, 30, 5
    union all select 'both', 'u5', 'b', 0.01, null, 31, 6
    union all select 'both', 'u6', null, 0.01, 1, 31, 6

),

units as (

    {{ experiment_units(plan, 'source') }}

),

arms as (

    {{ experiment_arms(plan, 'units') }}

),

results as (

    {{ experiment_results(plan, 'arms') }}

),

findings as (

    {{ experiment_findings(plan, 'units', 'arms') }}

),

decisions as (

    {{ experiment_decisions(plan, 'results', 'findings') }}

),

expected as (

    select 'one_arm' as experiment, 'arm without units' as finding
    union all select 'one_arm', 'row without unit'
    union all select 'one_arm', 'no variance'
    union all select 'both', 'too many units in several arms'
    union all select 'both', 'unit in several arms'
    union all select 'both', 'unit without arm'
    union all select 'both', 'no variance'
    union all select 'both', 'negative value'
    union all select 'both', 'missing value'
    union all select 'both', 'not known before'

)

select expected.experiment, expected.finding as problem
from expected
left join findings
  on expected.experiment = findings.experiment and expected.finding = findings.finding
where findings.finding is null
union all
select experiment, 'decided ' || decision
from decisions
where decision <> 'no_winner' or winner is not null
union all
select experiment, 'a flat metric was tested'
from results
where metric = 'flat' and p_value is not null
