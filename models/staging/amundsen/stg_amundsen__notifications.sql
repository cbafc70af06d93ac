{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

user_actions as (

    select * from {{ ref('stg_amundsen__user_actions') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , notification_type
        , notification_path
        , outcome
        , coalesce(scaffolding_reason = 'automatic_notification', false) as is_automatic
    from user_actions
    where action = '_log_send_notification'

)

select * from final
