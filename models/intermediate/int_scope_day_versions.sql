{# Changes where a scope rule no longer names somebody of the day, or now does: the day is then decided anew. #}
{{ config(day_version='scope_users') }}

with

native_user_days as (

    select * from {{ ref('int_native_user_days') }}

)

, scope_users as (

    select * from {{ ref('int_scope_users') }}

)

, final as (

    select
        native_user_days.activity_date
        , {{ footfall.rows_hash(
            "cast(scope_users.rule_number as " ~ dbt.type_string() ~ ")"
            ~ " || '|' || scope_users.system || '|' || scope_users.native_user"
        ) }} as scope_users
    from native_user_days
    inner join scope_users
        on
            native_user_days.system = scope_users.system
            and native_user_days.native_user = scope_users.native_user
            and native_user_days.activity_date between scope_users.valid_from and scope_users.valid_to
    group by native_user_days.activity_date

)

select * from final
