-- Machines that the generator planted have visitor ids that end in .9…: none reaches the facts.
select session_id
from {{ ref('fct_sessions') }}
where {{ dbt.split_part('visitor_id', "'.'", 2) }} like '9%'
  and events > 20
