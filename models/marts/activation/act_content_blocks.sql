-- Which variant each slot of the e-mail shows: per slot, the first rule of the seed content_rules that applies.
with audience as (

    select customer_id
    from {{ ref('act_audience') }}
    where purpose = 'email_marketing'

),

blocks as (

    {{ content_blocks({'customer': 'customer_id', 'as_of': as_of()}, 'audience', ref('act_memberships'), ref('content_rules')) | indent(4) }}

)

select
  content_block_id,
  customer_id,
  slot,
  rule_id,
  variant,
  kind,
  reason,
  valid_to
from blocks
