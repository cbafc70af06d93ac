{#
title: Actions
explanation: What does it consist of, how does it end, and how long does it take?
section: History
view: workflow
key: workflow
position: 770
width: full
chart: table
bar: activities
filters: {system: system, window: window_days}
columns:
  action: Action
  activities: Activities
  users: Users
  succeeded: Succeeded
  failed: Failed
  denied: Denied
  unknown: Unknown
  p50_duration_ms: {label: Median, format: milliseconds}
  p95_duration_ms: {label: 95th percentile, format: milliseconds}
#}

select
    window_days
    , system
    , workflow
    , action
    , activities
    , users
    , succeeded
    , failed
    , denied
    , unknown
    , p50_duration_ms
    , p95_duration_ms
from {{ ref('workflow_usage') }}
order by
    window_days
    , {{ footfall.byte_order('system') }}
    , activities desc
    , {{ footfall.byte_order('workflow') }}
    , {{ footfall.byte_order('action') }}
