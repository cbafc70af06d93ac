{#
title: Alerts
explanation: How many things had to be looked at on a day? Whose they are is for administrators.
section: Trust
position: 608
width: full
chart: bar
x: activity_date
y: alerts
color: severity
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  system: System
  rule: Rule
  severity: Severity
  alerts: Alerts
#}

select
    system
    , activity_date
    , rule
    , severity
    , alerts
from {{ ref('alerts_daily') }}
where
    activity_date > (
        select {{ footfall.add_days('max(activity_date)', -730) }}
        from {{ ref('active_users_daily') }}
    )
    and activity_date <= {{ footfall.dashboard_until() }}
order by
    case severity when 'high' then 1 when 'medium' then 2 else 3 end
    , activity_date
    , {{ footfall.byte_order('system') }}
    , {{ footfall.byte_order('rule') }}
