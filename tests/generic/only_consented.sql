{#- Nobody in the model is without consent to the purpose. Reads the consent itself, not the audience. -#}
{% test only_consented(model, purpose, column_name='customer_id') %}

select model.{{ column_name }}
from {{ model }} as model
left join {{ ref('gov_consent_current') }} as consents
  on model.{{ column_name }} = consents.customer_id
  and consents.purpose = '{{ purpose }}'
  and consents.is_allowed
where consents.customer_id is null

{% endtest %}
