{# When each user first and last used a workflow, by D, and the row group `all`. #}
{{ config(materialized='rebuilt_whole') }}

with

user_workflow_days as (

    select * from {{ ref('agg_user_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, final as (

    select
        coalesce(system, 'all') as system
        , workflow
        , user_key
        , min(activity_date) as first_used_on
        , max(activity_date) as last_used_on
    from user_workflow_days
    group by grouping sets ((system, workflow, user_key), (workflow, user_key))  -- noqa: PRS,RF02

)

select * from final
