{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'http_requests'

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
        , event_parameters.http_method as method
        , event_parameters.http_route as route
        , {{ footfall.whole_number('event_parameters.http_status') }} as status_code
        , events.duration_ms
        , events.outcome
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
