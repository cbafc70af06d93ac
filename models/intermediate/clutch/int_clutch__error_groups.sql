{{ config(enabled=footfall.is_enabled('clutch')) }}

with

audit_events as (

    select * from {{ ref('stg_clutch__audit_events') }}

)

, final as (

    select
        'clutch' as system
        , event_id as source_event_id
        , activity_date
        , {{ footfall.error_fingerprint('status_message') }} as error_group
    from audit_events
    where
        status_code <> 0
        and status_message <> ''

)

select * from final
