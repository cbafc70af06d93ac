{# Of every workflow; of one: --vars '{workflow: Search}' #}
{% set workflow = var('workflow', none) %}
{% set month_ago = footfall.add_days(footfall.as_of_date(), -28) %}

with

user_workflow_days as (

    select * from {{ ref('fct_user_workflow_days') }}
    where
        activity_date <= {{ footfall.as_of_date() }}
        and {{ 'workflow = ' ~ footfall.quoted([workflow]) if workflow else 'true' }}

)

, user_engagement as (

    select * from {{ ref('user_engagement') }}
    where system = 'all'

)

, users as (

    select * from {{ ref('dim_users') }}

)

, usage as (

    select
        system
        , workflow
        , user_key
        , count(*) as days_used
        , sum(activities) as activities
        , max(activity_date) as last_used_on
    from user_workflow_days
    group by system, workflow, user_key

)

select
    usage.system
    , usage.workflow
    , users.user_label
    , users.department
    , usage.days_used
    , usage.activities
    , usage.last_used_on
    , user_engagement.active_days_28 as days_now_in_anything
from usage
inner join users on usage.user_key = users.user_key
inner join user_engagement on usage.user_key = user_engagement.user_key
where
    usage.days_used >= 3
    and usage.last_used_on <= {{ month_ago }}
order by
    usage.days_used desc
    , usage.last_used_on desc
    , {{ footfall.byte_order('usage.system') }}
    , {{ footfall.byte_order('usage.workflow') }}
    , {{ footfall.byte_order('users.user_label') }}
