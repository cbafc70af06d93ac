{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'function_runs'

)

, functions as (

    select * from {{ ref('stg_datagrok__functions') }}

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.object_id as function_id
        , events.object_name as function_name
        , functions.function_source
        , events.package_name
        , events.duration_ms
        , events.outcome
    from events
    left join functions on events.object_id = functions.function_id

)

select * from final
