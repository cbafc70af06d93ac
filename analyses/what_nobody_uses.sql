with

unused_actions as (

    select * from {{ ref('unused_actions') }}

)

, workflow_days as (

    select * from {{ ref('workflow_usage_daily') }}
    where
        system <> 'all'
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -90) }}

)

, actions as (

    select
        system
        , coalesce(workflow, '(none)') as workflow
        , action
        , 1 as is_unused
        , last_used_on
    from unused_actions

    union all

    select distinct
        system
        , workflow
        , action
        , 0 as is_unused
        , cast(null as date) as last_used_on
    from workflow_days

)

, workflows as (

    select
        system
        , workflow
        , count(*) as actions
        , sum(is_unused) as unused
        , max(last_used_on) as last_use_of_unused
    from actions
    group by system, workflow

)

select
    *
    , {{ footfall.ratio('unused', 'actions') }} as unused_share
from workflows
where unused > 0
order by unused_share desc, unused desc, {{ footfall.byte_order('system') }}, {{ footfall.byte_order('workflow') }}
