with

workflow_user_days as (

    select * from {{ ref('int_scoped_workflow_user_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, activities as (

    select * from {{ ref('int_scoped_activities') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, usage as (

    select
        activity_date
        , system
        , workflow
        , action
        , sum(activities) as activities
        , count(*) as users
        , sum(failed) as failed
    from workflow_user_days
    group by activity_date, system, workflow, action

)

, durations as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , workflow
        , action
        , percentile_cont(0.5) within group (order by duration_ms) as p50
        , percentile_cont(0.95) within group (order by duration_ms) as p95
        , percentile_cont(0.99) within group (order by duration_ms) as p99
    from activities
    where duration_ms is not null
    group by grouping sets (  -- noqa: PRS,RF02
        (activity_date, system, workflow, action), (activity_date, workflow, action)
    )

)

, final as (

    select
        usage.activity_date
        , usage.system
        , usage.workflow
        , usage.action
        , cast(usage.activities as bigint) as activities
        , cast(usage.users as bigint) as users
        , cast(usage.failed as bigint) as failed
        , cast(durations.p50 as {{ footfall.type_double() }}) as p50
        , cast(durations.p95 as {{ footfall.type_double() }}) as p95
        , cast(durations.p99 as {{ footfall.type_double() }}) as p99
    from usage
    left join durations
        on
            usage.activity_date = durations.activity_date
            and usage.system = durations.system
            and usage.workflow = durations.workflow
            and usage.action = durations.action

)

select * from final
