{{ config(enabled=footfall.is_enabled('datagrok')) }}

with

events as (

    select * from {{ ref('stg_datagrok__events') }}
    where typed_relation = 'logins'

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
        , events.action
        , event_parameters.parameter_user_id
        , event_parameters.login
        , event_parameters.commit_hash
        , events.outcome
    from events
    left join event_parameters on events.event_id = event_parameters.event_id

)

select * from final
