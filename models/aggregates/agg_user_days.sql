{# What a user did on a day in each system, and the row group `all`. #}
{{ config(materialized='rebuilt_by_day', outlives_retention=true) }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ footfall.in_stale_days() }}

)

, system_days as (

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

, final as (

    select * from system_days

    union all

    select
        activity_date
        , 'all' as system
        , user_key
        , is_person
        , cast(sum(activities) as bigint) as activities
        , cast(sum(engaged_activities) as bigint) as engaged_activities
        , cast(sum(scoped_activities) as bigint) as scoped_activities
        , min(first_at) as first_at
        , max(last_at) as last_at
        , min(first_engaged_at) as first_engaged_at
        , max(last_engaged_at) as last_engaged_at
        , max(last_scoped_at) as last_scoped_at
    from system_days
    group by activity_date, user_key, is_person

)

select * from final
