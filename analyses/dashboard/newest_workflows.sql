{#
title: Newest workflows
explanation: Did what came last find users, and do they still use it?
section: Workflows
position: 330
chart: table
bar: share_90
filters: {system: system}
opens: {workflow: workflow}
columns:
  workflow: Workflow
  first_used_on: First used
  users_ever: Users ever
  users_90: In 90 days
  share_90: {label: Still there, format: percent}
#}

with

ranked as (

    select
        *
        , row_number() over (
            partition by system
            order by first_used_on desc, {{ footfall.byte_order('workflow') }}
        ) as newness_rank
    from {{ ref('workflow_adoption') }}

)

select
    system
    , workflow
    , first_used_on
    , users_ever
    , users_90
    , {{ footfall.ratio('users_90', 'users_ever') }} as share_90
from ranked
where newness_rank <= 50
order by {{ footfall.byte_order('system') }}, newness_rank
