{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'viewer_renders'

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , session_id
        , user_id
        , object_type as entity_kind
        , object_id as entity_id
        , object_name as entity_name
        , package_name
        , duration_ms
        , outcome
    from events

)

select * from final
