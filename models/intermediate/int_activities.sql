{# Every system in the common shape of an activity. #}

{% set models = [] %}
{% for system in footfall.enabled_systems() %}{% do models.append('int_' ~ system ~ '__activities') %}{% endfor %}
{% if footfall.custom_sources() %}{% do models.append('int_custom_sources__activities') %}{% endif %}

with

{% for model in models %}
{{ ', ' if not loop.first }}{{ model }} as (

    select * from {{ ref(model) }}

)
{% endfor %}

, final as (

    {% for model in models %}
    select * from {{ model }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select * from final
