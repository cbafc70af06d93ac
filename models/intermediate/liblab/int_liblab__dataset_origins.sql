{{ config(enabled=footfall.is_enabled('liblab')) }}

with

builds as (

    select * from {{ ref('stg_liblab__builds') }}

)

, final as (

    select
        'liblab' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , email as native_user
        , 'build' as origin
        , event as event_type
        , 'build' as dataset_type
        , build_id as dataset_id
        , api_name as dataset_name
        , 'api' as made_by_type
        , cast(null as {{ dbt.type_string() }}) as made_by_id
        , api_name as made_by_name
        , outcome
        , build_url as link
    from builds

)

select * from final
