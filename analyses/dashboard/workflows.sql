{#
title: Workflow usage
explanation: What is used most, by how many, how well, and against the window before?
section: Workflows
position: 310
width: full
chart: table
bar: activities
filters: {system: system, window: window_days}
opens: {workflow: workflow}
columns:
  workflow: Workflow
  action: Action
  activities: Activities
  users: Users
  success_rate: {label: Success, format: percent}
  p50_duration_ms: {label: Median duration, format: milliseconds}
  change_ratio: {label: Change, format: change}
#}

with

ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system
            order by activities desc, users desc, {{ footfall.byte_order('workflow') }}, {{ footfall.byte_order('action') }}
        ) as usage_rank
    from {{ ref('workflow_usage') }}

)

select
    window_days
    , system
    , workflow
    , action
    , activities
    , users
    , success_rate
    , p50_duration_ms
    , change_ratio
from ranked
where usage_rank <= 100
order by window_days, {{ footfall.byte_order('system') }}, usage_rank
