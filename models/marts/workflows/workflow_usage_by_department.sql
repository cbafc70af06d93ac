with

user_workflow_days as (

    select * from {{ ref('agg_user_workflow_days') }}

)

, departments as (

    {{ footfall.departments_and_all() | indent(4) }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, usage as (

    select
        windows.window_days
        , coalesce(days.system, 'all') as system
        , departments.department
        , days.workflow
        , sum(days.activities) as activities
        , count(distinct days.user_key) as users
        , sum(days.succeeded) as succeeded
        , sum(days.failed) as failed
    from user_workflow_days as days
    inner join windows on days.activity_date between windows.first_date and windows.last_date
    inner join departments on days.user_key = departments.user_key
    group by grouping sets (  -- noqa: PRS,RF02
        (windows.window_days, days.system, departments.department, days.workflow)
        , (windows.window_days, departments.department, days.workflow)
    )

)

, final as (

    select
        window_days
        , system
        , department
        , workflow
        , cast(activities as bigint) as activities
        , users
        , cast(succeeded as bigint) as succeeded
        , cast(failed as bigint) as failed
        , {{ footfall.ratio('succeeded', 'succeeded + failed') }} as success_rate
    from usage

)

select * from final
