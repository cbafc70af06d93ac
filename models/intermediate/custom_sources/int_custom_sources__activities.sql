{{ config(enabled=footfall.custom_sources() | length > 0) }}

with

events as (

    select * from {{ ref('stg_custom_sources__events') }}

)

, final as (

    select
        system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , actor as native_user
        , action
        , workflow as default_workflow
        , nullif(activity_type, '') as native_activity_type
        , object_type
        , object_id
        , coalesce(object_name, object_id) as object_name
        , outcome
        , duration_ms
        , session_key
        , correlation_id
        , false as is_scaffolding
    from events

)

select * from final
