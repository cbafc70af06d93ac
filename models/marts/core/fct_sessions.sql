{% set timeout = var('session_timeout_minutes') %}

with

activities as (

    select * from {{ ref('int_scoped_activities') }}
    where is_person

)

, neighbours as (

    select
        *
        , lag(occurred_at) over (
            partition by system, user_key order by occurred_at, activity_id
        ) as previous_at
        , lead(occurred_at) over (
            partition by system, user_key order by occurred_at, activity_id
        ) as next_at
    from activities

)

, bounded as (

    select
        *
        , previous_at is null or occurred_at >= {{ footfall.add_time('minute', timeout, 'previous_at') }} as is_entry
        , next_at is null or next_at >= {{ footfall.add_time('minute', timeout, 'occurred_at') }} as is_exit
    from neighbours

)

, numbered as (

    select
        *
        , sum(case when is_entry then 1 else 0 end) over (
            partition by system, user_key order by occurred_at, activity_id
            rows between unbounded preceding and current row
        ) as session_number
    from bounded

)

, sessions as (

    select
        system
        , user_key
        , max(case when is_entry then activity_id end) as entry_activity_id
        , min(activity_date) as activity_date
        , min(occurred_at) as started_at
        , max(occurred_at) as ended_at
        , count(*) as activities
        , max(case when is_entry then action end) as entry_action
        , max(case when is_exit then action end) as exit_action
    from numbered
    group by system, user_key, session_number

)

, final as (

    select
        {{ footfall.surrogate_key(['system', 'entry_activity_id']) }} as session_id
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
