{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'package_tests'

)

, event_parameters as (

    select * from {{ ref('stg_datagrok__event_parameters') }}

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.object_id as package_id
        , events.package_name
        , {{ footfall.whole_number('event_parameters.successful') }} as successful_tests
        , {{ footfall.whole_number('event_parameters.skipped') }} as skipped_tests
        , {{ footfall.whole_number('event_parameters.failed') }} as failed_tests
        , events.duration_ms
        , events.outcome
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
