{#
title: People
explanation: Who uses it, how, and when last? In twice the longest window.
section: History
view: object
key: dashboard_key
position: 810
width: full
chart: table
bar: activities
opens: {user_label: {view: user, key: user_view}}
columns:
  user_label: User
  activities: Activities
  views: Views
  edits: Edits
  failed: Failed or denied
  last_on: Last
#}

with

touched as (

    select distinct
        objects.dashboard_key
        , activities.activity_id
        , activities.activity_date
        , activities.user_key
        , activities.activity_type
        , activities.outcome
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

, ranked as (

    select
        dashboard_key
        , user_key
        , count(*) as activities
        , count(case when activity_type = 'view' then 1 end) as views
        , count(case when activity_type = 'edit' then 1 end) as edits
        , count(case when outcome in ('failed', 'denied') then 1 end) as failed
        , max(activity_date) as last_on
        , row_number() over (
            partition by dashboard_key
            order by count(*) desc, max(activity_date) desc, {{ footfall.byte_order('user_key') }}
        ) as user_rank
    from touched
    group by dashboard_key, user_key

)

select
    ranked.dashboard_key
    , substr(ranked.user_key, 1, 12) as user_view
    , users.user_label
    , ranked.activities
    , ranked.views
    , ranked.edits
    , ranked.failed
    , ranked.last_on
from ranked
inner join {{ ref('dim_users') }} as users on ranked.user_key = users.user_key
where ranked.user_rank <= 20
order by {{ footfall.byte_order('ranked.dashboard_key') }}, ranked.user_rank
