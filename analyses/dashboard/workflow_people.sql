{#
title: People
explanation: Who uses it most, and who when last? In twice the longest window.
section: History
view: workflow
key: workflow
position: 760
width: full
chart: table
bar: activities
filters: {system: system}
opens: {user_label: {view: user, key: user_view}}
columns:
  user_label: User
  system: System
  activities: Activities
  active_days: Days
  failed: Failed or denied
  last_on: Last
#}

with

people as (

    select
        system
        , workflow
        , user_key
        , sum(activities) as activities
        , count(*) as active_days
        , sum(failed) as failed
        , max(activity_date) as last_on
    from {{ ref('fct_user_workflow_days') }}
    where
        activity_date > {{ footfall.dashboard_since() }}
        and activity_date <= {{ footfall.dashboard_until() }}
    group by system, workflow, user_key

)

, ranked as (

    select
        *
        , row_number() over (
            partition by system, workflow
            order by activities desc, last_on desc, {{ footfall.byte_order('user_key') }}
        ) as user_rank
    from people

)

select
    ranked.system
    , ranked.workflow
    , substr(ranked.user_key, 1, 12) as user_view
    , users.user_label
    , ranked.activities
    , ranked.active_days
    , ranked.failed
    , ranked.last_on
from ranked
inner join {{ ref('dim_users') }} as users on ranked.user_key = users.user_key
where ranked.user_rank <= 30
order by {{ footfall.byte_order('ranked.system') }}, {{ footfall.byte_order('ranked.workflow') }}, ranked.user_rank
