{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}

)

, final as (

    select
        'datagrok' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , user_id as native_user
        , action
        , default_workflow
        , cast(null as {{ dbt.type_string() }}) as native_activity_type
        , object_type
        , object_id
        , object_name
        , outcome
        , duration_ms
        , session_id as session_key
        , cast(null as {{ dbt.type_string() }}) as correlation_id
        , false as is_scaffolding
    from events

)

select * from final
