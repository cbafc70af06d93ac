{# What a user did of a workflow on a day, in scope, and the row group `all`. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    select * from {{ ref('int_scoped_activities') }}
    where {{ footfall.in_stale_days() }}

)

, final as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , workflow
        , action
        , user_key
        , count(*) as activities
        , count(case when outcome = 'succeeded' then 1 end) as succeeded
        , count(case when outcome = 'failed' then 1 end) as failed
        , count(case when outcome = 'denied' then 1 end) as denied
        , count(case when outcome = 'unknown' then 1 end) as unknown
    from activities
    group by grouping sets (  -- noqa: PRS,RF02
        (activity_date, system, workflow, action, user_key), (activity_date, workflow, action, user_key)
    )

)

select * from final
