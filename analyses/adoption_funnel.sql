{# The workflow that was first used last; another one by name: --vars '{workflow: Search}' #}
{% set workflow = var('workflow', none) %}

with

workflow_adoption as (

    select * from {{ ref('workflow_adoption') }}
    where system = 'all'

)

, user_workflow_days as (

    select * from {{ ref('fct_user_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, newest_workflow as (

    select workflow
    from workflow_adoption
    {% if workflow %}
    where workflow = {{ footfall.quoted([workflow]) }}
    {% endif %}
    order by first_used_on desc, {{ footfall.byte_order('workflow') }}
    limit 1

)

, active_users as (

    select count(*) as users
    from {{ ref('user_engagement') }}
    where
        system = 'all'
        and active_days_28 > 0

)

, adopters as (

    select
        user_workflow_days.user_key
        , max(user_workflow_days.activity_date) as last_used_on
        , count(distinct user_workflow_days.activity_date) as days_used
    from user_workflow_days
    inner join newest_workflow on user_workflow_days.workflow = newest_workflow.workflow
    group by user_workflow_days.user_key

)

, steps as (

    select
        1 as step_number
        , 'active in the last 28 days, in anything' as step
        , max(users) as users
    from active_users

    union all

    select
        2 as step_number
        , 'tried the workflow' as step
        , count(*) as users
    from adopters

    union all

    select
        3 as step_number
        , 'used it on a second day' as step
        , count(*) as users
    from adopters
    where days_used >= 2

    union all

    select
        4 as step_number
        , 'used it on five days' as step
        , count(*) as users
    from adopters
    where days_used >= 5

    union all

    select
        5 as step_number
        , 'used it in the last 7 days' as step
        , count(*) as users
    from adopters
    where last_used_on > {{ footfall.add_days(footfall.as_of_date(), -7) }}

)

select
    newest_workflow.workflow
    , steps.step_number
    , steps.step
    , steps.users
from steps
cross join newest_workflow
order by steps.step_number
