{% set most_steps = 5 %}
{% set columns = [] %}
{% for place in range(1, most_steps + 1) %}{% do columns.append('step_' ~ place) %}{% endfor %}

with

-- The last activity of a session may repeat the one before: that is no step.
session_steps as (

    select * from {{ ref('agg_session_steps') }}
    where
        is_entry
        or action <> previous_action

)

, windows as (

    {{ footfall.usage_windows() }}

)

, numbered as (

    select
        *
        , sum(case when is_entry then 1 else 0 end) over (
            partition by system, user_key order by occurred_at, {{ footfall.byte_order('activity_id') }}
            rows between unbounded preceding and current row
        ) as session_number
    from session_steps

)

, placed as (

    select
        *
        , row_number() over (
            partition by system, user_key, session_number order by occurred_at, {{ footfall.byte_order('activity_id') }}
        ) as place
    from numbered

)

, sessions as (

    select
        system
        , user_key
        , min(activity_date) as activity_date
        {% for place in range(1, most_steps + 1) %}
        , max(case when place = {{ place }} then action end) as step_{{ place }}
        {% endfor %}
    from placed
    where place <= {{ most_steps }}
    group by system, user_key, session_number

)

, paths as (

    select
        activity_date
        , system
        , user_key
        , concat_ws(' > ', {{ columns | join(', ') }}) as path  -- noqa: RF04
    from sessions

)

, usage as (

    select
        windows.window_days
        , coalesce(paths.system, 'all') as system
        , paths.path
        , count(*) as sessions
        , count(distinct paths.user_key) as users
    from paths
    inner join windows on paths.activity_date between windows.first_date and windows.last_date
    group by grouping sets (  -- noqa: PRS,RF02
        (windows.window_days, paths.system, paths.path), (windows.window_days, paths.path)
    )

)

, ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system order by sessions desc, users desc, {{ footfall.byte_order('path') }}
        ) as path_rank
    from usage

)

, final as (

    select
        window_days
        , system
        , cast(path_rank as integer) as path_rank
        , path
        , cast(sessions as bigint) as sessions
        , cast(users as bigint) as users
    from ranked
    where path_rank <= {{ var('top_n') }}

)

select * from final
