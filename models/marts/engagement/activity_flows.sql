with

session_steps as (

    select * from {{ ref('agg_session_steps') }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, transitions as (

    select
        activity_date
        , system
        , user_key
        , coalesce(previous_action, '(start)') as from_action
        , action as to_action
    from session_steps
    where
        is_entry
        or action <> previous_action

    union all

    select
        activity_date
        , system
        , user_key
        , action as from_action
        , '(end)' as to_action
    from session_steps
    where is_exit

)

, user_days as (

    select
        activity_date
        , system
        , user_key
        , from_action
        , to_action
        , count(*) as transitions
    from transitions
    group by activity_date, system, user_key, from_action, to_action

)

, usage as (

    select
        windows.window_days
        , coalesce(user_days.system, 'all') as system
        , user_days.from_action
        , user_days.to_action
        , sum(user_days.transitions) as transitions
        , count(distinct user_days.user_key) as users
    from user_days
    inner join windows on user_days.activity_date between windows.first_date and windows.last_date
    group by grouping sets (  -- noqa: PRS,RF02
        (windows.window_days, user_days.system, user_days.from_action, user_days.to_action)
        , (windows.window_days, user_days.from_action, user_days.to_action)
    )

)

, compared as (

    select
        *
        , sum(transitions) over (partition by window_days, system, from_action) as from_transitions
    from usage

)

, final as (

    select
        window_days
        , system
        , from_action
        , to_action
        , cast(transitions as bigint) as transitions
        , cast(users as bigint) as users
        , {{ footfall.ratio('transitions', 'from_transitions') }} as share  -- noqa: RF04
    from compared

)

select * from final
