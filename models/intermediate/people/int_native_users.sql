{# Every user that an activity names, as who did it or as whom it was done to. #}
{{ config(materialized='table') }}

with

activities as (

    select * from {{ ref('int_activities') }}

)

, named as (

    select
        system
        , native_user
    from activities

    union

    select
        system
        , object_id as native_user
    from activities
    where object_type = 'user'

)

, final as (

    select
        system
        , native_user
        , {{ footfall.normalized_user('native_user') }} as normalized_user
    from named
    where {{ footfall.normalized_user('native_user') }} <> ''

)

select * from final
