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
        , uri
        , host
        , request_time
        , request_size
        , response_code
        , is_health_check
    from activity_log
    where activity_type = 'REQUEST'

)

select * from final
