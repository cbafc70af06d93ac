{#
title: Freshness
explanation: When was each system last seen at work? One that has gone quiet may have lost its log.
section: Trust
position: 610
width: full
chart: table
filters: {system: system}
columns:
  system: System
  last_at: Last activity (UTC)
  quiet_days: Days before the last full day
  active_days: Days with activities
  activities: Activities
#}

with

user_days as (

    select * from {{ ref('fct_user_days') }}

)

, last_days as (

    select max(activity_date) as last_date
    from {{ ref('active_users_daily') }}

)

, last_activities as (

    select
        system
        , max(last_at) as last_at
        , max(activity_date) as last_date
        , count(distinct activity_date) as active_days
        , sum(activities) as activities
    from user_days
    group by system

)

select
    last_activities.system
    , last_activities.last_at
    , greatest({{ dbt.datediff('last_activities.last_date', 'last_days.last_date', 'day') }}, 0) as quiet_days
    , last_activities.active_days
    , last_activities.activities
from last_activities
cross join last_days
order by {{ footfall.byte_order('last_activities.system') }}
