{# What went wrong with an event, where the log says it in words. #}

{% set models = [] %}
{% for system in ['clutch', 'amundsen', 'datagrok'] if footfall.is_enabled(system) %}
{% do models.append('int_' ~ system ~ '__error_groups') %}
{% endfor %}

with

{% for model in models %}
{{ ', ' if not loop.first }}{{ model }} as (

    select * from {{ ref(model) }}

)
{% endfor %}

{% if models %}, {% endif %}final as (

    {% for model in models %}
    select * from {{ model }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% else %}
    select
        cast(null as {{ dbt.type_string() }}) as system
        , cast(null as {{ dbt.type_string() }}) as source_event_id
        , cast(null as {{ dbt.type_string() }}) as error_group
    where false
    {% endfor %}

)

select * from final
