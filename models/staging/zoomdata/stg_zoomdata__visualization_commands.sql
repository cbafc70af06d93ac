{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , user_type
        , account_id
        , user_groups
        , user_roles
        , status
        , outcome
        , end_status
        , cid
        , action_started_at
        , ended_at
        , duration_ms
        , source_id
        , source_name
        , storage_type
        , storage_schema
        , storage_collection
        , storage_connection_id
    from activity_log
    where activity_type = 'VIS_COMMAND'

)

select * from final
