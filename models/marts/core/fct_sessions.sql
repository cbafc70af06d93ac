{{ config(materialized='view_if_changed') }}

with

day_sessions as (

    select * from {{ ref('int_day_sessions') }}
    where not is_near_midnight

)

, midnight_sessions as (

    select * from {{ ref('int_midnight_sessions') }}

)

, sessions as (

    select
        session_id
        , system
        , user_key
        , activity_date
        , started_at
        , ended_at
        , activities
        , entry_action
        , exit_action
    from day_sessions

    union all

    select
        session_id
        , system
        , user_key
        , activity_date
        , started_at
        , ended_at
        , activities
        , entry_action
        , exit_action
    from midnight_sessions

)

, final as (

    select
        session_id
        , system
        , user_key
        , activity_date
        , started_at
        , ended_at
        , {{ footfall.seconds_between('started_at', 'ended_at') }} as duration_seconds
        , activities
        , entry_action
        , exit_action
    from sessions

)

select * from final
