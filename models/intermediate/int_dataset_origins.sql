{# What made a data set, of the systems whose logs say so. #}

{% set columns = {
    'system': dbt.type_string(),
    'source_event_id': dbt.type_string(),
    'occurred_at': dbt.type_timestamp(),
    'activity_date': 'date',
    'native_user': dbt.type_string(),
    'origin': dbt.type_string(),
    'event_type': dbt.type_string(),
    'dataset_type': dbt.type_string(),
    'dataset_id': dbt.type_string(),
    'dataset_name': dbt.type_string(),
    'made_by_type': dbt.type_string(),
    'made_by_id': dbt.type_string(),
    'made_by_name': dbt.type_string(),
    'outcome': dbt.type_string(),
    'link': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('dataset_origins', columns) }}

)

select * from final
