{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'other_events'

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , session_id
        , user_id
        , source
        , action
        , package_name
        , outcome
    from events

)

select * from final
