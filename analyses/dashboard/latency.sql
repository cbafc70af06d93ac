{#
title: Slowest actions
explanation: Where do people wait longest? 95th percentile of the duration, of actions with 20 calls or more.
section: Workflows
position: 350
chart: ranking
x: p95_duration_ms
y: operation
filters: {system: system, window: window_days}
columns:
  operation: Action
  p50_duration_ms: {label: Median, format: milliseconds}
  p95_duration_ms: {label: 95th percentile, format: milliseconds}
  activities: Activities
#}

with

ranked as (

    select
        *
        , coalesce(workflow || ': ', '') || action as operation
        , row_number() over (
            partition by window_days, system
            order by p95_duration_ms desc, {{ footfall.byte_order('workflow') }}, {{ footfall.byte_order('action') }}
        ) as slowness_rank
    from {{ ref('workflow_usage') }}
    where
        p95_duration_ms is not null
        and activities >= 20

)

select
    window_days
    , system
    , operation
    , p50_duration_ms
    , p95_duration_ms
    , activities
from ranked
where slowness_rank <= 10
order by window_days, {{ footfall.byte_order('system') }}, slowness_rank
