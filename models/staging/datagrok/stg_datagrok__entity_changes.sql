{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'entity_changes'

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , session_id
        , user_id
        , entity_kind
        , change_kind
        , object_id as entity_id
        , object_name as entity_name
        , outcome
    from events

)

select * from final
