{{ config(enabled=footfall.custom_sources() | length > 0) }}

with

events as (

    select * from {{ ref('base_custom_sources__events') }}

)

, final as (

    select
        system
        , event_id
        , occurred_at
        , activity_date
        , actor
        , actor_login
        , actor_email
        , actor_name
        , is_service
        , action
        , activity_type
        , workflow
        , object_type
        , object_id
        , object_name
        , outcome
        , duration_ms
        , session_key
        , correlation_id
        , objects
    from events
    where record_state = 'kept'

)

select * from final
