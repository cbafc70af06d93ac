with

vocabulary as (

    select * from {{ ref('int_activity_vocabulary') }}
    where
        system in ({{ footfall.quoted(footfall.logged_systems()) }})
        {% if var('activity_scope') == 'engagement' %}
        and is_engagement
        {% endif %}

)

, workflow_days as (

    select * from {{ ref('agg_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, uses as (

    select
        system
        , action
        , max(activity_date) as last_used_on
        , sum(activities) as activities_ever
    from workflow_days
    group by system, action

)

, final as (

    select
        vocabulary.system
        , vocabulary.action
        , vocabulary.activity_type
        , vocabulary.workflow
        , uses.last_used_on
        , cast(coalesce(uses.activities_ever, 0) as bigint) as activities_ever
    from vocabulary
    left join uses
        on
            vocabulary.system = uses.system
            and vocabulary.action = uses.action
    where
        uses.last_used_on is null
        or uses.last_used_on < {{ footfall.add_days(footfall.as_of_date(), -89) }}

)

select * from final
