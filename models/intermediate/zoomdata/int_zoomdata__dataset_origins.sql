{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

uploads as (

    select * from {{ ref('stg_zoomdata__uploads') }}

)

, final as (

    select
        'zoomdata' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        -- As a visitor of a share link is called in the activities.
        , case when user_type = 'KEY' then 'KEY:' || user_name else user_name end as native_user
        , 'upload' as origin
        , 'UPLOAD' as event_type
        , 'source' as dataset_type
        , upload_source as dataset_id
        , upload_source as dataset_name
        , 'file' as made_by_type
        , cast(null as {{ dbt.type_string() }}) as made_by_id
        , {{ footfall.redact('upload_file_name', 'file_path', 'audit') }} as made_by_name
        , outcome
        , cast(null as {{ dbt.type_string() }}) as link
    from uploads

)

select * from final
