{# What stands for a department or a role where the directory has none, and where it does not have the user. #}
{% set unnamed = "'(none)'" %}
{% set outside = "'(not in directory)'" %}

with

user_days as (

    select * from {{ ref('fct_user_days') }}
    where scoped_activities > 0

)

, employee_history as (

    select * from {{ ref('int_employee_history') }}
    where {{ footfall.as_of_date() }} between valid_from and valid_to

)

, windows as (

    {{ footfall.usage_windows() }}

)

, systems as (

    select distinct system from user_days
    where activity_date <= {{ footfall.as_of_date() }}

    union all

    select distinct 'all' as system from user_days
    where activity_date <= {{ footfall.as_of_date() }}

)

, headcounts as (

    select
        coalesce(department, {{ unnamed }}) as department
        , coalesce(role, {{ unnamed }}) as role
        , count(*) as headcount
    from employee_history
    where
        coalesce(employment_start, {{ footfall.as_of_date() }}) <= {{ footfall.as_of_date() }}
        and coalesce(employment_end, {{ footfall.as_of_date() }}) >= {{ footfall.as_of_date() }}
    group by coalesce(department, {{ unnamed }}), coalesce(role, {{ unnamed }})

)

, placed as (

    select
        activity_date
        , system
        , user_key
        , scoped_activities as activities
        , case when is_in_directory then coalesce(department, {{ unnamed }}) else {{ outside }} end as department
        , case when is_in_directory then coalesce(role, {{ unnamed }}) else {{ outside }} end as role
    from user_days

)

, usage as (

    select
        windows.window_days
        , coalesce(placed.system, 'all') as system
        , placed.department
        , placed.role
        , count(distinct placed.user_key) as active_users
        , sum(placed.activities) as activities
    from placed
    inner join windows on placed.activity_date between windows.first_date and windows.last_date
    group by grouping sets (  -- noqa: PRS,RF02
        (windows.window_days, placed.system, placed.department, placed.role)
        , (windows.window_days, placed.department, placed.role)
    )

)

, groups as (

    select
        windows.window_days
        , systems.system
        , headcounts.department
        , headcounts.role
    from windows
    cross join systems
    cross join headcounts

    union

    select
        window_days
        , system
        , department
        , role
    from usage

)

, final as (

    select
        groups.window_days
        , groups.system
        , groups.department
        , groups.role
        , case
            when groups.department <> {{ outside }} then coalesce(headcounts.headcount, 0)
        end as headcount
        , coalesce(usage.active_users, 0) as active_users
        , cast(coalesce(usage.activities, 0) as bigint) as activities
        , {{ footfall.ratio('coalesce(usage.active_users, 0)', 'headcounts.headcount') }} as penetration
    from groups
    left join headcounts
        on
            groups.department = headcounts.department
            and groups.role = headcounts.role
    left join usage
        on
            groups.window_days = usage.window_days
            and groups.system = usage.system
            and groups.department = usage.department
            and groups.role = usage.role

)

select * from final
