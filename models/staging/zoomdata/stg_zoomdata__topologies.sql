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
        , cid
        , action_started_at
        , duration_ms
    from activity_log
    where activity_type = 'TOPOLOGY'

)

select * from final
