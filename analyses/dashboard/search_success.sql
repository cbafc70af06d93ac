{#
title: Search success
explanation: How many searches led to a result that was opened?
section: Catalogue
position: 530
chart: bar
x: activity_date
y: [successful, without_click]
only_for: amundsen
filters: {dates: activity_date}
columns:
  activity_date: Date
  successful: Result opened
  without_click: No result opened
  success_rate: {label: Success, format: percent}
#}

{{ config(enabled=footfall.is_enabled('amundsen')) }}

select
    activity_date
    , successful
    , submitted_searches - successful as without_click
    , success_rate
from {{ ref('search_success_daily') }}
where activity_date > (
    select {{ footfall.add_days('max(activity_date)', -730) }}
    from {{ ref('active_users_daily') }}
)
order by activity_date
