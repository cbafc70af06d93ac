{{ config(materialized='view_if_changed') }}

with

session_parts as (

    {{ footfall.session_parts() | indent(4) }}

)

, midnight_sessions as (

    select
        session_id
        , system
        , user_key
        , min(activity_date) as activity_date
        , min(started_at) as started_at
        , max(ended_at) as ended_at
        , cast(sum(activities) as bigint) as activities
        , max(entry_action) as entry_action
        , max(exit_action) as exit_action
    from session_parts
    where is_near_midnight
    group by session_id, system, user_key

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
    from session_parts
    where not is_near_midnight

    union all

    select * from midnight_sessions

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
