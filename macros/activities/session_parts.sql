{% macro session_parts() -%}
    {#- A query: the sessions of each day, with the session that each is a part of. What midnight has cut is put together
        again. -#}
    with

    day_sessions as (

        select * from {{ ref('agg_day_sessions') }}

    )

    -- They are few.
    , near_midnight as (

        select * from day_sessions
        where is_near_midnight

    )

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
            , {{ footfall.begins_session('started_at') }} as is_entry
            , {{ footfall.ends_session('ended_at') }} as is_exit
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
            session_id
            , activity_date
            , system
            , user_key
            , started_at
            , ended_at
            , activities
            , entry_action
            , exit_action
            , is_near_midnight
        from day_sessions
        where not is_near_midnight

        union all

        select
            max(case when is_entry then session_id end) over (
                partition by system, user_key, session_number
            ) as session_id
            , activity_date
            , system
            , user_key
            , started_at
            , ended_at
            , activities
            , case when is_entry then entry_action end as entry_action
            , case when is_exit then exit_action end as exit_action
            , is_near_midnight
        from numbered

    )

    select * from final
{%- endmacro %}


{% macro is_in_session(activities='activities', session_parts='session_parts') -%}
    {#- A condition of a join: the part of a session, a row of agg_session_parts, that an activity in scope lies in. -#}
    {{ activities }}.system = {{ session_parts }}.system
            and {{ activities }}.user_key = {{ session_parts }}.user_key
            and {{ activities }}.activity_date = {{ session_parts }}.activity_date
            and {{ activities }}.occurred_at between {{ session_parts }}.started_at and {{ session_parts }}.ended_at
{%- endmacro %}


{% macro begins_session(started_at) -%}
    {#- Whether what begins at a time does not go on from previous_at: a column of the query. -#}
    previous_at is null
        or {{ started_at }} >= {{ footfall.add_time('minute', var('session_timeout_minutes'), 'previous_at') }}
{%- endmacro %}


{% macro ends_session(ended_at) -%}
    {#- Whether what ends at a time does not go on at next_at: a column of the query. -#}
    next_at is null
        or next_at >= {{ footfall.add_time('minute', var('session_timeout_minutes'), ended_at) }}
{%- endmacro %}
