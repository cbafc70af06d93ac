{#
title: Power users
explanation: On how many of the last 28 days do people come?
section: Audience
position: 160
chart: bar
x: active_days
y: users
filters: {system: system}
columns:
  active_days: Active days
  users: Users
#}

select
    system
    , active_days
    , users
from {{ ref('engagement_depth') }}
order by {{ footfall.byte_order('system') }}, active_days
