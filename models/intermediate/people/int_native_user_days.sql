{# Every user that an activity names, as who did it or as whom it was done to, on the days on which one did. #}
{{ config(materialized='rebuilt_by_day', versioned_by_day=['stg_datagrok__objects']) }}

with

system_activities as (

    {{ footfall.system_activities() | indent(4) }}

)

, activities as (

    select * from system_activities
    where {{ footfall.in_stale_days() }}

)

, system_objects as (

    {{ footfall.activity_objects() | indent(4) }}

)

, activity_objects as (

    select * from system_objects
    where
        object_type = 'user'
        and {{ footfall.in_stale_days() }}

)

-- Few pairs are left of many activities, which are read once.
, pairs as (

    select distinct
        activity_date
        , system
        , native_user
        , case when object_type = 'user' then object_id end as seen_user
    from activities

)

, named as (

    select
        activity_date
        , system
        , native_user
    from pairs

    union

    select
        activity_date
        , system
        , seen_user as native_user
    from pairs

    union

    select
        activity_date
        , system
        , object_id as native_user
    from activity_objects

)

, final as (

    select * from named
    where native_user <> ''

)

select * from final
