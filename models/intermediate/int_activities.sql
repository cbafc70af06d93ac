{# Every system in the common shape of an activity. #}

with

{% for system in footfall.enabled_systems() %}
{{ ', ' if not loop.first }}{{ system }} as (

    select * from {{ ref('int_' ~ system ~ '__activities') }}

)
{% endfor %}

, final as (

    {% for system in footfall.enabled_systems() %}
    select * from {{ system }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select * from final
