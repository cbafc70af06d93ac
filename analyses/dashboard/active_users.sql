{#
title: Daily, weekly and monthly users
explanation: How many people used it on a day, and in the 7 and 28 days that end on it?
section: Audience
position: 120
width: full
chart: line
x: activity_date
y: [dau, wau, mau]
filters: {system: system, department: department, dates: activity_date}
columns:
  activity_date: Date
  dau: Daily
  wau: Weekly
  mau: Monthly
#}

select
    system
    , department
    , activity_date
    , dau
    , wau
    , mau
from {{ ref('active_users_daily_by_department') }}
where
    activity_date > (
        select {{ footfall.add_days('max(activity_date)', -730) }}
        from {{ ref('active_users_daily') }}
    )
    and (
        department = 'all'
        or activity_date > (
            select {{ footfall.add_days('max(activity_date)', -2 * (var('usage_windows') | max)) }}
            from {{ ref('active_users_daily') }}
        )
    )
order by {{ footfall.byte_order('system') }}, {{ footfall.byte_order('department') }}, activity_date
