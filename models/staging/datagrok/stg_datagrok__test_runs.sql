{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'test_runs'

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
        , coalesce(event_parameters.test_type, substr(events.action, 6)) as test_type
        , events.package_name
        , event_parameters.test_category
        , event_parameters.test_name
        , event_parameters.version
        , case lower(event_parameters.success) when 'true' then true when 'false' then false end as is_success
        , case lower(event_parameters.skipped) when 'true' then true when 'false' then false end as is_skipped
        , events.duration_ms
        , events.outcome
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
