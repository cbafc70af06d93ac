{#
title: What comes next
explanation: After an action, what do people do next in the same session?
section: Paths
position: 380
width: full
chart: table
bar: transitions
filters: {system: system, window: window_days}
columns:
  from_action: After
  to_action: Next
  transitions: Times
  share: {label: Of all that follow, format: percent}
  users: Users
#}

with

ranked as (

    select
        *
        , row_number() over (
            partition by window_days, system
            order by
                transitions desc
                , users desc
                , {{ footfall.byte_order('from_action') }}
                , {{ footfall.byte_order('to_action') }}
        ) as flow_rank
    from {{ ref('activity_flows') }}

)

select
    window_days
    , system
    , from_action
    , to_action
    , transitions
    , share
    , users
from ranked
where flow_rank <= 60
order by window_days, {{ footfall.byte_order('system') }}, flow_rank
