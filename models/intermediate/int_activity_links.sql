{# The system's own page about an activity, of the systems whose logs have its address. #}

{% set columns = {
    'system': dbt.type_string(),
    'source_event_id': dbt.type_string(),
    'activity_date': 'date',
    'link': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('activity_links', columns) }}

)

select * from final
