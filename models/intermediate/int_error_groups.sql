{# What went wrong with an event, where the log says it in words. #}

{% set columns = {
    'system': dbt.type_string(),
    'source_event_id': dbt.type_string(),
    'activity_date': 'date',
    'error_group': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('error_groups', columns) }}

)

select * from final
