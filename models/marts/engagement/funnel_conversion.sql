with

funnel_steps as (

    select * from {{ ref('agg_funnel_steps') }}

)

, departments as (

    {{ footfall.user_departments() | indent(4) }}

)

, windows as (

    {{ footfall.usage_windows() }}

)

, steps as (

    {{ footfall.funnel_step_names() | indent(4) }}

)

-- The activity that reaches the step first, from an entry in the window.
, reached as (

    select
        windows.window_days
        , funnel_steps.funnel
        , funnel_steps.step_number
        , funnel_steps.user_key
        , departments.department
        , {{ footfall.first_by(
            'funnel_steps.seconds_from_previous',
            ['funnel_steps.reached_at', footfall.byte_order('funnel_steps.activity_id'), 'funnel_steps.seconds_from_previous']
        ) }} as seconds_from_previous
    from funnel_steps
    inner join departments on funnel_steps.user_key = departments.user_key
    inner join windows on funnel_steps.entry_date between windows.first_date and windows.last_date
    group by
        windows.window_days
        , funnel_steps.funnel
        , funnel_steps.step_number
        , funnel_steps.user_key
        , departments.department

)

, usage as (

    select
        window_days
        , funnel
        , step_number
        , coalesce(department, 'all') as department
        , count(*) as users
        , percentile_cont(0.5) within group (order by seconds_from_previous) as median_seconds
        , percentile_cont(0.9) within group (order by seconds_from_previous) as p90_seconds
    from reached
    group by grouping sets (  -- noqa: PRS,RF02
        (window_days, funnel, step_number, department), (window_days, funnel, step_number)
    )

)

-- A step that nobody reaches is a row, too.
, entered as (

    select
        usage.window_days
        , usage.funnel
        , usage.department
        , usage.users as first_users
        , steps.step_number
        , steps.step
    from usage
    inner join steps on usage.funnel = steps.funnel
    where usage.step_number = 1

)

, complete as (

    select
        entered.window_days
        , entered.funnel
        , entered.step_number
        , entered.department
        , entered.step
        , entered.first_users
        , coalesce(usage.users, 0) as users
        , usage.median_seconds
        , usage.p90_seconds
    from entered
    left join usage
        on
            entered.window_days = usage.window_days
            and entered.funnel = usage.funnel
            and entered.step_number = usage.step_number
            and entered.department = usage.department

)

, compared as (

    select
        *
        , lag(users) over (partition by window_days, funnel, department order by step_number) as previous_users
    from complete

)

, final as (

    select
        window_days
        , funnel
        , cast(step_number as integer) as step_number
        , department
        , step
        , cast(users as bigint) as users
        , {{ footfall.ratio('users', 'first_users') }} as rate_of_first
        , {{ footfall.ratio('users', 'previous_users') }} as rate_of_previous
        , cast(median_seconds as {{ footfall.type_double() }}) as median_seconds_from_previous
        , cast(p90_seconds as {{ footfall.type_double() }}) as p90_seconds_from_previous
    from compared

)

select * from final
