-- In every snapshot, a key has one open version.
{% for snapshot, key in {
  'snap_customers': 'customer_id', 'snap_rfm_segments': 'customer_id', 'snap_customer_identities': 'source_record_id'
}.items() -%}
select '{{ snapshot }}' as snapshot, {{ key }} as snapshot_key
from {{ ref(snapshot) }}
where dbt_valid_to is null
group by {{ key }}
having count(*) > 1
{{ "union all" if not loop.last }}
{% endfor %}
