{#
title: Segments
explanation: How do patterns of use cluster, by recency, frequency and breadth over 90 days?
section: People
position: 220
chart: ranking
x: users
y: segment
filters: {system: system}
columns:
  segment: Segment
  users: Users
  active_days: {label: Mean active days, format: decimal}
  activities: {label: Mean activities, format: decimal}
#}

select
    system
    , segment
    , count(*) as users
    , avg(active_days) as active_days
    , avg(activities) as activities
from {{ ref('user_segments') }}
group by system, segment
order by {{ footfall.byte_order('system') }}, users desc, {{ footfall.byte_order('segment') }}
