{#
title: Daily, weekly and monthly users
explanation: How many people used it on a day, and in the 7 and 28 days that end on it?
section: Audience
position: 120
width: full
chart: line
x: activity_date
y: [dau, wau, mau]
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  dau: Daily
  wau: Weekly
  mau: Monthly
#}

select
    system
    , activity_date
    , dau
    , wau
    , mau
from {{ ref('active_users_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -(var('usage_windows') | max)) }}
    from {{ ref('active_users_daily') }}
)
order by {{ footfall.byte_order('system') }}, activity_date
