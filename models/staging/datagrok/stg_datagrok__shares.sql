{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'shares'

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
        , events.object_type as entity_kind
        , events.object_id as entity_id
        , events.object_name as entity_name
        , event_parameters.granted_user_id
        , event_parameters.granted_group_id
        , events.action = 'entity-shared-silent' as is_silent
        , events.outcome
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
