with

workflow_days as (

    select * from {{ ref('agg_workflow_days') }}

)

, activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -(var('usage_windows') | max)) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, usage as (

    select
        windows.window_days
        , days.system
        , days.workflow
        , days.action
        , sum(days.activities) as activities
        , sum(days.succeeded) as succeeded
        , sum(days.failed) as failed
        , sum(days.denied) as denied
        , sum(days.unknown) as unknown
    from workflow_days as days
    inner join windows on days.activity_date between windows.first_date and windows.last_date
    group by windows.window_days, days.system, days.workflow, days.action

)

, previous_usage as (

    select
        windows.window_days
        , days.system
        , days.workflow
        , days.action
        , sum(days.activities) as activities
    from workflow_days as days
    inner join windows
        on
            days.activity_date >= windows.previous_first_date
            and days.activity_date < windows.first_date
    group by windows.window_days, days.system, days.workflow, days.action

)

-- All windows end on the same date: a user is in those that reach back to the last use.
, last_uses as (

    select
        system
        , workflow
        , action
        , user_key
        , max(activity_date) as last_used_on
    from activities
    group by system, workflow, action, user_key

)

, all_last_uses as (

    select
        coalesce(system, 'all') as system
        , workflow
        , action
        , user_key
        , max(last_used_on) as last_used_on
    from last_uses
    group by grouping sets (  -- noqa: PRS,RF02
        (system, workflow, action, user_key), (workflow, action, user_key)
    )

)

, window_users as (

    select
        windows.window_days
        , all_last_uses.system
        , all_last_uses.workflow
        , all_last_uses.action
        , count(*) as users
    from all_last_uses
    inner join windows on all_last_uses.last_used_on >= windows.first_date
    group by windows.window_days, all_last_uses.system, all_last_uses.workflow, all_last_uses.action

)

, durations as (

    select
        windows.window_days
        , coalesce(activities.system, 'all') as system
        , activities.workflow
        , activities.action
        , percentile_cont(0.5) within group (order by activities.duration_ms) as p50_duration_ms
        , percentile_cont(0.95) within group (order by activities.duration_ms) as p95_duration_ms
    from activities
    inner join windows on activities.activity_date between windows.first_date and windows.last_date
    where activities.duration_ms is not null
    group by grouping sets (  -- noqa: PRS,RF02
        (windows.window_days, activities.system, activities.workflow, activities.action)
        , (windows.window_days, activities.workflow, activities.action)
    )

)

, final as (

    select
        usage.window_days
        , usage.system
        , usage.workflow
        , usage.action
        , cast(usage.activities as bigint) as activities
        , cast(window_users.users as bigint) as users
        , cast(usage.succeeded as bigint) as succeeded
        , cast(usage.failed as bigint) as failed
        , cast(usage.denied as bigint) as denied
        , cast(usage.unknown as bigint) as unknown
        , {{ footfall.ratio('usage.succeeded', '(usage.succeeded + usage.failed + usage.denied)') }} as success_rate
        , cast(durations.p50_duration_ms as {{ footfall.type_double() }}) as p50_duration_ms
        , cast(durations.p95_duration_ms as {{ footfall.type_double() }}) as p95_duration_ms
        , cast(coalesce(previous_usage.activities, 0) as bigint) as previous_activities
        , {{ footfall.ratio('usage.activities', 'previous_usage.activities') }} - 1 as change_ratio
    from usage
    inner join window_users
        on
            usage.window_days = window_users.window_days
            and usage.system = window_users.system
            and usage.workflow = window_users.workflow
            and usage.action = window_users.action
    left join previous_usage
        on
            usage.window_days = previous_usage.window_days
            and usage.system = previous_usage.system
            and usage.workflow = previous_usage.workflow
            and usage.action = previous_usage.action
    left join durations
        on
            usage.window_days = durations.window_days
            and usage.system = durations.system
            and usage.workflow = durations.workflow
            and usage.action = durations.action

)

select * from final
