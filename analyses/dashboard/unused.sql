{#
title: Unused actions
explanation: What could be removed? Known actions that nobody used for 90 days; those that were used most, first.
section: Workflows
position: 360
width: full
chart: table
filters: {system: system}
columns:
  system: System
  workflow: Workflow
  action: Action
  activities_ever: Activities ever
  last_used_on: Last used
#}

with

ranked as (

    select
        *
        , row_number() over (
            partition by system
            order by activities_ever desc, {{ footfall.byte_order('workflow') }}, {{ footfall.byte_order('action') }}
        ) as unused_rank
    from {{ ref('unused_actions') }}

)

select
    system
    , workflow
    , action
    , activities_ever
    , last_used_on
from ranked
where unused_rank <= 50
order by {{ footfall.byte_order('system') }}, unused_rank
