{{ config(materialized='view_if_changed') }}

{% set timeout = var('session_timeout_minutes') %}

with

day_sessions as (

    select * from {{ ref('agg_day_sessions') }}
    where not is_near_midnight

)

, near_midnight as (

    select * from {{ ref('agg_day_sessions') }}
    where is_near_midnight

)

-- What midnight may have cut is put together again. They are few.
, neighbours as (

    select
        *
        , lag(ended_at) over (partition by system, user_key order by started_at) as previous_at
        , lead(started_at) over (partition by system, user_key order by started_at) as next_at
    from near_midnight

)

, bounded as (

    select
        *
        , previous_at is null or started_at >= {{ footfall.add_time('minute', timeout, 'previous_at') }} as is_entry
        , next_at is null or next_at >= {{ footfall.add_time('minute', timeout, 'ended_at') }} as is_exit
    from neighbours

)

, numbered as (

    select
        *
        , sum(case when is_entry then 1 else 0 end) over (
            partition by system, user_key order by started_at
            rows between unbounded preceding and current row
        ) as session_number
    from bounded

)

, midnight_sessions as (

    select
        max(case when is_entry then session_id end) as session_id
        , min(activity_date) as activity_date
        , system
        , user_key
        , min(started_at) as started_at
        , max(ended_at) as ended_at
        , cast(sum(activities) as bigint) as activities
        , max(case when is_entry then entry_action end) as entry_action
        , max(case when is_exit then exit_action end) as exit_action
    from numbered
    group by system, user_key, session_number

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
