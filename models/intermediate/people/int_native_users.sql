{# Every user that an activity names, as who did it or as whom it was done to. #}
{{ config(materialized='rebuilt_whole') }}

with

native_user_days as (

    select * from {{ ref('int_native_user_days') }}

)

, final as (

    select
        system
        , native_user
        , {{ footfall.normalized_user('native_user') }} as normalized_user
    from native_user_days
    group by system, native_user

)

select * from final
