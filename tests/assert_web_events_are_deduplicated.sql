-- One row per event id that staging saw, none lost, none twice.
select *
from (select count(distinct event_id) as delivered from {{ ref('stg_web__events') }}) as staged
cross join (select count(*) as kept from {{ ref('int_web__events') }}) as kept
where staged.delivered <> kept.kept
