{#
title: Funnels
explanation: Who gets through? Each step against the first one and the one before it.
section: Paths
position: 370
width: full
chart: table
bar: rate_of_first
filters: {department: department, window: window_days}
columns:
  funnel: Funnel
  step_number: Step
  step: What they do
  users: Users
  rate_of_first: {label: Of the first step, format: percent}
  rate_of_previous: {label: Of the step before, format: percent}
  median_seconds_from_previous: {label: Median time from it, format: seconds}
  p90_seconds_from_previous: {label: 90th percentile, format: seconds}
#}

select
    window_days
    , department
    , replace(funnel, '_', ' ') as funnel
    , step_number
    , step
    , users
    , rate_of_first
    , rate_of_previous
    , median_seconds_from_previous
    , p90_seconds_from_previous
from {{ ref('funnel_conversion') }}
order by
    window_days
    , {{ footfall.byte_order('department') }}
    , {{ footfall.byte_order('funnel') }}
    , step_number
