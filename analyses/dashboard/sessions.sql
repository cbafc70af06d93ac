{#
title: Sessions
explanation: How long do people stay, from their first activity to the last one?
section: Audience
position: 170
chart: line
x: activity_date
y: [median_duration_seconds, p90_duration_seconds]
filters: {system: system, department: department, dates: activity_date}
columns:
  activity_date: Date
  sessions: Sessions
  median_duration_seconds: {label: Median, format: seconds}
  p90_duration_seconds: {label: 90th percentile, format: seconds}
  activities_per_session: {label: Activities a session, format: decimal}
#}

select
    system
    , department
    , activity_date
    , sessions
    , median_duration_seconds
    , p90_duration_seconds
    , activities_per_session
from {{ ref('session_engagement_daily_by_department') }}
where
    activity_date > (
        select {{ footfall.add_days('max(activity_date)', -730) }}
        from {{ ref('active_users_daily') }}
    )
    and (
        department = 'all'
        or activity_date > (
            select {{ footfall.add_days('max(activity_date)', -2 * (var('usage_windows') | max)) }}
            from {{ ref('active_users_daily') }}
        )
    )
order by {{ footfall.byte_order('system') }}, {{ footfall.byte_order('department') }}, activity_date
