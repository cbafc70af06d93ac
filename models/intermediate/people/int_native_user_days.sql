{# Every user that an activity names, as who did it or as whom it was done to, on the days on which one did. #}
{{ config(materialized='rebuilt_by_day') }}

with

activities as (

    select * from {{ ref('int_activities') }}
    where {{ footfall.in_stale_days() }}

)

, named as (

    select
        activity_date
        , system
        , native_user
    from activities

    union

    select
        activity_date
        , system
        , object_id as native_user
    from activities
    where object_type = 'user'

)

, final as (

    select * from named
    where {{ footfall.normalized_user('native_user') }} <> ''

)

select * from final
