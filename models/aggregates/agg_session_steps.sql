{# Scoped activities of persons in the longest window, session by session, where an action follows a different one. #}

with

-- A day more: a session of the first day may have begun on the day before.
activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and is_person
        and activity_date >= {{ footfall.add_days(footfall.as_of_date(), -(var('usage_windows') | max)) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, neighbours as (

    select
        system
        , user_key
        , activity_id
        , activity_date
        , occurred_at
        , action
        , lag(action) over in_order as previous_action
        , lag(occurred_at) over in_order as previous_at
        , lead(occurred_at) over in_order as next_at
    from activities
    window in_order as (
        partition by system, user_key order by occurred_at, {{ footfall.byte_order('activity_id') }}
    )

)

, bounded as (

    select
        *
        , {{ footfall.begins_session('occurred_at') }} as is_entry
        , {{ footfall.ends_session('occurred_at') }} as is_exit
    from neighbours

)

, final as (

    select
        system
        , user_key
        , activity_id
        , activity_date
        , occurred_at
        , action
        , case when not is_entry then previous_action end as previous_action
        , is_entry
        , is_exit
    from bounded
    where
        is_entry
        or is_exit
        or action <> previous_action

)

select * from final
