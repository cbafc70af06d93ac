{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'query_runs'

)

, queries as (

    select * from {{ ref('stg_datagrok__queries') }}

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.object_id as query_id
        , events.object_name as query_name
        , events.package_name
        , queries.connection_name
        , queries.data_source
        , events.duration_ms
        , events.outcome
    from events
    left join queries on events.object_id = queries.query_id

)

select * from final
