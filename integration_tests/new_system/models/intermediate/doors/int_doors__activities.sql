{{ config(enabled=footfall.is_enabled('doors'), group='doors') }}

select
    'doors' as system
    , event_id as source_event_id
    , occurred_at
    , activity_date
    , badge as native_user
    , 'swipe' as action
    , 'Other' as default_workflow
    , cast(null as {{ dbt.type_string() }}) as native_activity_type
    , 'door' as object_type
    , door as object_id
    , door as object_name
    , 'succeeded' as outcome
    , cast(null as bigint) as duration_ms
    , cast(null as {{ dbt.type_string() }}) as session_key
    , cast(null as {{ dbt.type_string() }}) as correlation_id
    , false as is_scaffolding
from {{ ref('base_doors__swipes') }}
where record_state = 'kept'
