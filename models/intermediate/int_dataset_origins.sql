{# What made a data set, of the systems whose logs say so. #}

{% set models = [] %}
{% for system in ['datagrok', 'zoomdata', 'liblab'] if footfall.is_enabled(system) %}
{% do models.append('int_' ~ system ~ '__dataset_origins') %}
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
        , cast(null as {{ dbt.type_timestamp() }}) as occurred_at
        , cast(null as date) as activity_date
        , cast(null as {{ dbt.type_string() }}) as native_user
        , cast(null as {{ dbt.type_string() }}) as origin
        , cast(null as {{ dbt.type_string() }}) as event_type
        , cast(null as {{ dbt.type_string() }}) as dataset_type
        , cast(null as {{ dbt.type_string() }}) as dataset_id
        , cast(null as {{ dbt.type_string() }}) as dataset_name
        , cast(null as {{ dbt.type_string() }}) as made_by_type
        , cast(null as {{ dbt.type_string() }}) as made_by_id
        , cast(null as {{ dbt.type_string() }}) as made_by_name
        , cast(null as {{ dbt.type_string() }}) as outcome
        , cast(null as {{ dbt.type_string() }}) as link
    where false
    {% endfor %}

)

select * from final
