{# What a user did in a system on a day. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ footfall.in_stale_days() }}

)

, final as (

    select
        activity_date
        , system
        , user_key
        , is_person
        , count(*) as activities
        , count(case when is_engagement then 1 end) as engaged_activities
        , count(case when in_scope then 1 end) as scoped_activities
        , min(occurred_at) as first_at
        , max(occurred_at) as last_at
        , min(case when is_engagement then occurred_at end) as first_engaged_at
        , max(case when is_engagement then occurred_at end) as last_engaged_at
        , max(case when in_scope then occurred_at end) as last_scoped_at
    from activities
    where
        user_key is not null
        and not {{ footfall.is_refused_login() }}
    group by activity_date, system, user_key, is_person

)

select * from final
