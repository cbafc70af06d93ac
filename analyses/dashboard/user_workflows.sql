{#
title: Workflows
explanation: What do they do, when last, and how does it end? In twice the longest window.
section: History
view: user
key: dashboard_key
position: 720
chart: table
bar: activities
filters: {system: system}
opens: {workflow: workflow}
columns:
  system: System
  workflow: Workflow
  activities: Activities
  active_days: Days
  failed: Failed or denied
  last_on: Last
#}

select
    days.system
    , users.dashboard_key
    , days.workflow
    , sum(days.activities) as activities
    , count(*) as active_days
    , sum(days.failed) as failed
    , max(days.activity_date) as last_on
from {{ ref('fct_user_workflow_days') }} as days
inner join {{ footfall.dashboard_users() }} as users on days.user_key = users.user_key
where
    days.activity_date > {{ footfall.dashboard_since() }}
    and days.activity_date <= {{ footfall.dashboard_until() }}
group by days.system, users.dashboard_key, days.workflow
order by
    users.dashboard_key
    , activities desc
    , {{ footfall.byte_order('days.system') }}
    , {{ footfall.byte_order('days.workflow') }}
