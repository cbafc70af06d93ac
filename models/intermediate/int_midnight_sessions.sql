{# The sessions that midnight may have cut, put together where it did. #}
{{ config(materialized='rebuilt_whole') }}

{% set timeout = var('session_timeout_minutes') %}

with

day_sessions as (

    select * from {{ ref('int_day_sessions') }}
    where is_near_midnight

)

, neighbours as (

    select
        *
        , lag(ended_at) over (partition by system, user_key order by started_at) as previous_at
        , lead(started_at) over (partition by system, user_key order by started_at) as next_at
    from day_sessions

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

, final as (

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

select * from final
