{#
title: Days
explanation: On which days, and how much?
section: History
view: user
key: dashboard_key
position: 710
width: full
chart: bar
x: activity_date
y: activities
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  system: System
  activities: Activities
#}

select
    days.system
    , users.dashboard_key
    , days.activity_date
    , days.scoped_activities as activities
from {{ ref('fct_user_days') }} as days
inner join {{ footfall.dashboard_users() }} as users on days.user_key = users.user_key
where
    days.scoped_activities > 0
    and days.activity_date > {{ footfall.dashboard_since() }}
    and days.activity_date <= {{ footfall.dashboard_until() }}
order by days.activity_date, {{ footfall.byte_order('days.system') }}, users.dashboard_key
