{# Who became a user, and who is none any more, of the systems whose logs say so. #}

{% set columns = {
    'system': dbt.type_string(),
    'source_event_id': dbt.type_string(),
    'lifecycle_event': dbt.type_string(),
    'occurred_at': dbt.type_timestamp(),
    'activity_date': 'date',
    'actor': dbt.type_string(),
    'subject': dbt.type_string(),
    'subject_email': dbt.type_string(),
    'subject_full_name': dbt.type_string(),
    'outcome': dbt.type_string(),
} %}

with

final as (

    {{ footfall.union_of_systems('user_lifecycle_events', columns) }}

)

select * from final
