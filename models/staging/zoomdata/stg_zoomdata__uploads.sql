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
        , upload_source
        , upload_file_name
        , content_type
        , file_size
    from activity_log
    where activity_type = 'UPLOAD'

)

select * from final
