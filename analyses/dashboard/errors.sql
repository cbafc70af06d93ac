{#
title: Errors
explanation: How many errors did people meet on a day?
section: Workflows
position: 340
chart: bar
x: activity_date
y: errors
filters: {system: system, dates: activity_date}
columns:
  activity_date: Date
  errors: Errors
  error_groups: Different errors
#}

select
    system
    , activity_date
    , sum(errors) as errors
    , count(distinct error_group) as error_groups
from {{ ref('errors_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -730) }}
    from {{ ref('active_users_daily') }}
)
group by system, activity_date
order by {{ footfall.byte_order('system') }}, activity_date
