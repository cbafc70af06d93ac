{#
title: Workflows by department
explanation: Does my department use it? Which workflows, by how many people, and how well?
section: Departments
position: 255
width: full
chart: table
bar: users
filters: {system: system, department: department, window: window_days}
opens: {workflow: workflow}
columns:
  department: Department
  workflow: Workflow
  users: Users
  activities: Activities
  success_rate: {label: Success, format: percent}
#}

select
    window_days
    , system
    , department
    , workflow
    , users
    , activities
    , success_rate
from {{ ref('workflow_usage_by_department') }}
where department <> 'all'
order by
    window_days
    , {{ footfall.byte_order('system') }}
    , users desc
    , activities desc
    , {{ footfall.byte_order('department') }}
    , {{ footfall.byte_order('workflow') }}
