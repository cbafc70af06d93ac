{#
title: Days
explanation: When was it looked at, changed or used otherwise?
section: History
view: object
key: dashboard_key
position: 800
width: full
chart: bar
x: activity_date
y: [views, edits, others]
filters: {dates: activity_date}
columns:
  activity_date: Date
  users: Users
  views: Views
  edits: Edits
  others: Others
#}

with

touched as (

    select distinct
        objects.dashboard_key
        , activities.activity_id
        , activities.activity_date
        , activities.user_key
        , activities.activity_type
    from {{ ref('fct_activity_objects') }} as touches
    inner join {{ footfall.dashboard_objects() }} as objects
        on
            touches.system = objects.object_system
            and touches.object_type = objects.object_type
            and touches.object_id = objects.object_id
    inner join {{ ref('fct_activities') }} as activities on touches.activity_id = activities.activity_id
    where
        activities.in_scope
        and activities.activity_date > {{ footfall.dashboard_since() }}
        and activities.activity_date <= {{ footfall.dashboard_until() }}

)

select
    dashboard_key
    , activity_date
    , count(distinct user_key) as users
    , count(case when activity_type = 'view' then 1 end) as views
    , count(case when activity_type = 'edit' then 1 end) as edits
    , count(case when activity_type not in ('view', 'edit') then 1 end) as others
from touched
group by dashboard_key, activity_date
order by activity_date, {{ footfall.byte_order('dashboard_key') }}
