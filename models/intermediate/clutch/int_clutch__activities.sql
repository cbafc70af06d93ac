{{ config(enabled=footfall.is_enabled('clutch')) }}

with

audit_events as (

    select * from {{ ref('stg_clutch__audit_events') }}

)

, final as (

    select
        'clutch' as system
        , event_id as source_event_id
        , occurred_at
        , activity_date
        , user_name as native_user
        , action
        -- clutch.aws.ec2.v1.EC2API is called EC2 where the vocabulary does not know better.
        , replace({{ footfall.text_part('service_name', "'.'", -1) }}, 'API', '') as default_workflow
        , cast(null as {{ dbt.type_string() }}) as native_activity_type
        , resource_type as object_type
        , resource_id as object_id
        , resource_id as object_name
        , outcome
        , cast(null as bigint) as duration_ms
        , cast(null as {{ dbt.type_string() }}) as session_key
        , cast(null as {{ dbt.type_string() }}) as correlation_id
        , false as is_scaffolding
    from audit_events

)

select * from final
