{#
title: Stickiness
explanation: Which share of a month's users comes on a day?
section: Audience
position: 130
chart: line
x: activity_date
y: stickiness
filters: {system: system, department: department, dates: activity_date}
columns:
  activity_date: Date
  stickiness: {label: Daily by monthly users, format: percent}
#}

select
    system
    , department
    , activity_date
    , stickiness
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
