{#
title: Retention
explanation: Of the people who were new in a week, how many were there again so many weeks later?
section: Audience
position: 150
width: full
chart: heatmap
x: weeks_since
y: cohort_week
color: retention_rate
filters: {system: system}
columns:
  cohort_week: New in the week of
  weeks_since: Weeks since
  cohort_users: New users
  active_users: Of them active
  retention_rate: {label: Retention, format: percent}
#}

select
    system
    , cohort_week
    , weeks_since
    , cohort_users
    , active_users
    , retention_rate
from {{ ref('user_retention') }}
where
    is_complete
    and cohort_week > (
        select {{ footfall.add_days('max(cohort_week)', -16 * 7) }}
        from {{ ref('user_retention') }}
    )
order by {{ footfall.byte_order('system') }}, cohort_week, weeks_since
