-- An e-mail with a hole is worse than a generic one: every customer of the audience has every slot,
-- but for offers, which need not be.
select audience.customer_id, slots.slot
from {{ ref('act_audience') }} as audience
cross join (select distinct slot from {{ ref('content_rules') }} where slot not like 'offer%') as slots
left join {{ ref('act_content_blocks') }} as blocks
  on audience.customer_id = blocks.customer_id and slots.slot = blocks.slot
where audience.purpose = 'email_marketing' and blocks.content_block_id is null
