{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

user_changes as (

    select * from {{ ref('stg_zoomdata__user_changes') }}
    where status in ('CREATED', 'DELETED')

)

, final as (

    select
        'zoomdata' as system
        , event_id as source_event_id
        , lower(status) as lifecycle_event
        , occurred_at
        , activity_date
        , native_user as actor
        , subject_user_name as subject
        , subject_email
        , subject_full_name
        , outcome
    from user_changes

)

select * from final
