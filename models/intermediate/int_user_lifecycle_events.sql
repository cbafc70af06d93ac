{# Who became a user, and who is none any more, of the systems whose logs say so. #}

{% set models = [] %}
{% for system in ['datagrok', 'zoomdata', 'liblab'] if footfall.is_enabled(system) %}
{% do models.append('int_' ~ system ~ '__user_lifecycle_events') %}
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
        , cast(null as {{ dbt.type_string() }}) as lifecycle_event
        , cast(null as {{ dbt.type_timestamp() }}) as occurred_at
        , cast(null as date) as activity_date
        , cast(null as {{ dbt.type_string() }}) as actor
        , cast(null as {{ dbt.type_string() }}) as subject
        , cast(null as {{ dbt.type_string() }}) as subject_email
        , cast(null as {{ dbt.type_string() }}) as subject_full_name
        , cast(null as {{ dbt.type_string() }}) as outcome
    where false
    {% endfor %}

)

select * from final
