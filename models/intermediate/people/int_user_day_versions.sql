{# Changes where somebody who is named on the day has become somebody else: the day is then stale. #}
{{ config(day_version='identities') }}

with

native_user_days as (

    select * from {{ ref('int_native_user_days') }}

)

, user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, final as (

    select
        native_user_days.activity_date
        , {{ footfall.rows_hash(
            "native_user_days.system || native_user_days.native_user || user_identities.user_key"
            ~ " || case when user_identities.is_person then 'person' else '' end"
        ) }} as identities
    from native_user_days
    inner join user_identities
        on
            native_user_days.system = user_identities.system
            and native_user_days.native_user = user_identities.native_user
    group by native_user_days.activity_date

)

select * from final
