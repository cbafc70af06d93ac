{# The workflow that was first used last; another one by name: --vars '{workflow: Search}' #}
{% set workflow = var('workflow', none) %}

with

adoptions as (

    select * from {{ ref('agg_workflow_adoptions') }}
    where system = 'all'

)

, user_workflow_days as (

    select distinct
        activity_date
        , user_key
        , workflow
    from {{ ref('agg_user_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, newest_workflow as (

    {% if workflow %}
    select '{{ workflow }}' as workflow
    {% else %}
    select workflow
    from adoptions
    group by workflow
    order by min(first_used_on) desc, workflow asc
    limit 1
    {% endif %}

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
        adoptions.user_key
        , adoptions.last_used_on
        , count(*) as days_used
    from adoptions
    inner join newest_workflow on adoptions.workflow = newest_workflow.workflow
    inner join user_workflow_days
        on
            adoptions.user_key = user_workflow_days.user_key
            and adoptions.workflow = user_workflow_days.workflow
    group by adoptions.user_key, adoptions.last_used_on

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
