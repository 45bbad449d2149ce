-- The effect was planted for everyone alike: no segment may be found to differ, and revenue, which was not touched,
-- may not be found to move.
select result_id, heterogeneity_p_value, adjusted_p_value
from {{ ref('experiment_results') }}
where (metric = 'click' and heterogeneity_p_value < 0.001)
  or (metric in ('order_7d', 'revenue_7d') and segment = 'all' and adjusted_p_value < 0.01)
