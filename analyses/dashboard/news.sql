{#
title: What is new
explanation: Workflows and errors that were seen for the first time, and days with people who had never come.
section: Audience
position: 125
width: full
chart: table
filters: {system: system, since: activity_date}
opens: {what: {view: workflow, key: workflow}}
columns:
  activity_date: Date
  kind: What is new
  what: Which
  users: People
#}

with

workflows as (

    select
        system
        , first_used_on as activity_date
        , 'Workflow' as kind
        , workflow as what
        , workflow
        , users_ever as users
    from {{ ref('workflow_adoption') }}

)

, first_errors as (

    select
        system
        , min(activity_date) as activity_date
        , 'Error' as kind
        , action as what
        , cast(null as {{ dbt.type_string() }}) as workflow
        , max(users) as users
    from {{ ref('errors_daily') }}
    group by system, action

)

, people as (

    select
        system
        , activity_date
        , 'People' as kind
        , 'seen for the first time' as what
        , cast(null as {{ dbt.type_string() }}) as workflow
        , new_users as users
    from {{ ref('active_users_daily') }}
    where new_users > 0

)

, unioned as (

    select * from workflows

    union all

    select * from first_errors

    union all

    select * from people

)

select
    system
    , activity_date
    , kind
    , what
    , workflow
    , users
from unioned
where activity_date > {{ footfall.dashboard_since() }}
order by
    {{ footfall.byte_order('system') }}
    , activity_date desc
    , {{ footfall.byte_order('kind') }}
    , {{ footfall.byte_order('what') }}
