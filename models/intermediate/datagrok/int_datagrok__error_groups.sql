{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}

)

, records as (

    select * from {{ ref('base_datagrok__events') }}

)

, final as (

    select
        'datagrok' as system
        , events.event_id as source_event_id
        , events.activity_date
        , coalesce(events.error_group, records.error_fingerprint) as error_group
    from events
    inner join records on events.event_id = records.event_id
    where
        records.record_state = 'kept'
        and (events.error_group is not null or records.error_message is not null)

)

select * from final
