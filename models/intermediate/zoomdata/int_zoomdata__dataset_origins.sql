{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

uploads as (

    select * from {{ ref('stg_zoomdata__uploads') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, final as (

    select
        'zoomdata' as system
        , uploads.event_id as source_event_id
        , uploads.occurred_at
        , uploads.activity_date
        , uploads.native_user
        , 'upload' as origin
        , 'UPLOAD' as event_type
        , 'source' as dataset_type
        , uploads.upload_source as dataset_id
        , uploads.upload_source as dataset_name
        , 'file' as made_by_type
        , cast(null as {{ dbt.type_string() }}) as made_by_id
        , {{ footfall.redact('uploads.upload_file_name', 'file_path', 'audit') }} as made_by_name
        , uploads.outcome
        , cast(null as {{ dbt.type_string() }}) as link
    from uploads
    cross join audit_policy

)

select * from final
