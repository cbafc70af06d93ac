{#
title: Days
explanation: How much, by how many people, and how did it end?
section: History
view: workflow
key: workflow
position: 750
width: full
chart: bar
x: activity_date
y: [succeeded, failed, others]
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  system: System
  users: Users
  succeeded: Succeeded
  failed: Failed or denied
  others: Outcome unknown
#}

with

known as (

    select workflow
    from {{ ref('workflow_adoption') }}
    where system = 'all'
    order by users_90 desc, users_ever desc, {{ footfall.byte_order('workflow') }}
    limit 60

)

select
    days.system
    , days.workflow
    , days.activity_date
    , count(distinct days.user_key) as users
    , sum(days.succeeded) as succeeded
    , sum(days.failed) as failed
    , sum(days.activities - days.succeeded - days.failed) as others
from {{ ref('fct_user_workflow_days') }} as days
inner join known on days.workflow = known.workflow
where
    days.activity_date > {{ footfall.dashboard_since() }}
    and days.activity_date <= {{ footfall.dashboard_until() }}
group by days.system, days.workflow, days.activity_date
order by days.activity_date, {{ footfall.byte_order('days.system') }}, {{ footfall.byte_order('days.workflow') }}
