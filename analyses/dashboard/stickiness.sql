{#
title: Stickiness
explanation: Which share of a month's users comes on a day?
section: Audience
position: 130
chart: line
x: activity_date
y: stickiness
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  stickiness: {label: Daily by monthly users, format: percent}
#}

select
    system
    , activity_date
    , stickiness
from {{ ref('active_users_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -(var('usage_windows') | max)) }}
    from {{ ref('active_users_daily') }}
)
order by {{ footfall.byte_order('system') }}, activity_date
