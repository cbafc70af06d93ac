{# What every KPI counts of fct_user_days, and the row group `all`. #}
{{ config(materialized='rebuilt_whole') }}

with

user_days as (

    select * from {{ ref('fct_user_days') }}
    where scoped_activities > 0

)

, final as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , user_key
        , cast(sum(scoped_activities) as bigint) as activities
        , max(last_scoped_at) as last_at
    from user_days
    group by grouping sets ((activity_date, system, user_key), (activity_date, user_key))  -- noqa: PRS,RF02

)

select * from final
