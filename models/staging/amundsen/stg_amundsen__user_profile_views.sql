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
        , object_id as profile_user
        , source
        , result_index
        , outcome
        , coalesce(scaffolding_reason = 'refetch', false) as is_refetch
    from user_actions
    where action = '_log_get_user'

)

select * from final
