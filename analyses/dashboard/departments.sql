{#
title: Users by department
explanation: How many people of each department use it in a week? The six with most users.
section: Departments
position: 250
width: full
chart: line
x: activity_date
y: wau
color: department
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  department: Department
  dau: Daily
  wau: Weekly
  mau: Monthly
  stickiness: {label: Stickiness, format: percent}
#}

with

daily as (

    select
        *
        , max(activity_date) over () as last_date
    from {{ ref('active_users_daily_by_department') }}
    where department <> 'all'

)

, ranked as (

    select
        system
        , department
        , row_number() over (
            partition by system
            order by mau desc, {{ footfall.byte_order('department') }}
        ) as size_rank
    from daily
    where activity_date = last_date

)

select
    daily.system
    , daily.activity_date
    , daily.department
    , daily.dau
    , daily.wau
    , daily.mau
    , daily.stickiness
from daily
inner join ranked
    on
        daily.system = ranked.system
        and daily.department = ranked.department
where
    ranked.size_rank <= 6
    and daily.activity_date > {{ footfall.add_days('daily.last_date', -2 * (var('usage_windows') | max)) }}
order by
    {{ footfall.byte_order('daily.system') }}
    , ranked.size_rank
    , daily.activity_date
