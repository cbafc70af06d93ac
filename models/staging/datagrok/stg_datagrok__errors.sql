{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'errors'

)

, event_parameters as (

    select * from {{ ref('stg_datagrok__event_parameters') }}

)

, records as (

    select * from {{ ref('base_datagrok__events') }}

)

, event_types as (

    select * from {{ ref('base_datagrok__event_types') }}

)

, final as (

    select
        events.event_id
        , events.occurred_at
        , events.activity_date
        , events.session_id
        , events.user_id
        , events.error_group
        , coalesce(event_types.error_source, event_parameters.error_source) as error_source
        , event_types.error_severity
        , case lower(event_parameters.handled) when 'true' then true when 'false' then false end as is_handled
        , event_types.is_error
        , events.package_name
        , records.error_message
    from events
    left join event_parameters on events.event_id = event_parameters.event_id
    left join records on events.event_id = records.event_id and records.record_state = 'kept'
    left join event_types on records.event_type_id = event_types.event_type_id

)

select * from final
