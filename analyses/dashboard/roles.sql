{#
title: Use by role
explanation: Which departments and roles use it, of how many people?
section: People
position: 230
width: full
chart: table
bar: penetration
filters: {system: system, window: window_days}
columns:
  department: Department
  role: Role
  active_users: Active users
  headcount: Headcount
  penetration: {label: Share of the people, format: percent}
  activities: Activities
#}

select
    window_days
    , system
    , department
    , role
    , active_users
    , headcount
    , penetration
    , activities
from {{ ref('active_users_by_role') }}
order by window_days, {{ footfall.byte_order('system') }}, active_users desc, {{ footfall.byte_order('department') }}, {{ footfall.byte_order('role') }}
