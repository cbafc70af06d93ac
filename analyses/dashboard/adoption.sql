{#
title: Adoption over time
explanation: How many people have ever used a workflow, week by week? The five with most users.
section: Workflows
position: 320
chart: line
x: week_start_date
y: adopters
color: workflow
filters: {system: system}
columns:
  week_start_date: Week of
  workflow: Workflow
  new_adopters: New adopters
  adopters: Adopters so far
#}

with

ranked as (

    select
        system
        , workflow
        , row_number() over (
            partition by system
            order by users_ever desc, {{ footfall.byte_order('workflow') }}
        ) as adoption_rank
    from {{ ref('workflow_adoption') }}

)

select
    weekly.system
    , weekly.week_start_date
    , weekly.workflow
    , weekly.new_adopters
    , weekly.adopters
from {{ ref('workflow_adoption_weekly') }} as weekly
inner join ranked
    on
        weekly.system = ranked.system
        and weekly.workflow = ranked.workflow
where ranked.adoption_rank <= 5
order by {{ footfall.byte_order('weekly.system') }}, ranked.adoption_rank, weekly.week_start_date
