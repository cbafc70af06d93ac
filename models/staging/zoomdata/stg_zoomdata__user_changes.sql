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
        , native_user
        , account_id
        , user_groups
        , user_roles
        , status
        , outcome
        , subject_user_id
        , subject_user_name
        , subject_full_name
        , subject_email
        , subject_user_groups
        , subject_user_roles
        , user_origin
        , accounts
    from activity_log
    where activity_type = 'USER'

)

select * from final
