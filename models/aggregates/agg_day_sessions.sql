{# The sessions of each day, as if nobody worked at midnight. #}
{{ config(materialized='rebuilt_by_day', days_at_once=60) }}

{% set timeout = var('session_timeout_minutes') %}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and is_person
        and {{ footfall.in_stale_days() }}

)

, placed as (

    select
        *
        , floor({{ footfall.seconds_between("cast('2000-01-01' as timestamp)", 'occurred_at') }} / {{ 60 * timeout }})
            as slot_number
    from activities

)

-- Within a slot as long as the timeout no gap is that long: only slots need be put in order, which are fewer.
, slots as (

    select
        activity_date
        , system
        , user_key
        , slot_number
        , count(*) as activities
        , min(occurred_at) as started_at
        , max(occurred_at) as ended_at
        , {{ footfall.first_by('action', footfall.in_time()) }} as entry_action
        , {{ footfall.last_by('action', footfall.in_time()) }} as exit_action
    from placed
    group by activity_date, system, user_key, slot_number

)

, neighbours as (

    select
        *
        , lag(ended_at) over (partition by activity_date, system, user_key order by slot_number) as previous_at
        , lead(started_at) over (partition by activity_date, system, user_key order by slot_number) as next_at
    from slots

)

, bounded as (

    select
        *
        , {{ footfall.begins_session('started_at') }} as is_entry
        , {{ footfall.ends_session('ended_at') }} as is_exit
    from neighbours

)

, numbered as (

    select
        *
        , sum(case when is_entry then 1 else 0 end) over (
            partition by activity_date, system, user_key order by slot_number
            rows between unbounded preceding and current row
        ) as session_number
    from bounded

)

, sessions as (

    select
        activity_date
        , system
        , user_key
        , min(started_at) as started_at
        , max(ended_at) as ended_at
        , cast(sum(activities) as bigint) as activities
        , max(case when is_entry then entry_action end) as entry_action
        , max(case when is_exit then exit_action end) as exit_action
    from numbered
    group by activity_date, system, user_key, session_number

)

, final as (

    select
        {{ footfall.surrogate_key(['system', 'user_key', 'started_at']) }} as session_id
        , activity_date
        , system
        , user_key
        , started_at
        , ended_at
        , activities
        , entry_action
        , exit_action
        , {{ footfall.reporting_date(footfall.add_time('minute', -timeout, 'started_at')) }} < activity_date
        or {{ footfall.reporting_date(footfall.add_time('minute', timeout, 'ended_at')) }} > activity_date
            as is_near_midnight
    from sessions

)

select * from final
