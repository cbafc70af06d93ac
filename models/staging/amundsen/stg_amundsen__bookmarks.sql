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
        , object_type as resource_type
        , object_id as resource_key
        , method = 'PUT' as is_added
        , outcome
    from user_actions
    where action = '_log_update_bookmark'

)

select * from final
