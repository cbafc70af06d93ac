{{ config(enabled=footfall.is_enabled('clutch')) }}

with

audit_events as (

    select * from {{ ref('base_clutch__audit_events') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , user_name
        , service_name
        , method_name
        , service_name || '/' || method_name as action
        , action_type
        , is_finished
        , status_code
        , status_message
        , case
            -- Clutch writes code 0 when the call begins.
            when not is_finished or status_code is null then 'unknown'
            when status_code = 0 then 'succeeded'
            -- PERMISSION_DENIED and UNAUTHENTICATED
            when status_code in (7, 16) then 'denied'
            else 'failed'
        end as outcome
        , has_request_body
        , request_type
        , response_type
        , resource_type
        , resource_id
    from audit_events
    where record_state = 'kept'

)

select * from final
