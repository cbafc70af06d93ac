with

user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, user_days as (

    select * from {{ ref('fct_user_days') }}

)

, users as (

    select
        user_key
        , is_person
        , min(identity) as identity
    from user_identities
    group by user_key, is_person

)

, user_systems as (

    select
        user_key
        , system
        , min(activity_date) as first_active_date
        , max(activity_date) as last_active_date
    from user_days
    group by user_key, system

)

, activity_ranges as (

    select
        user_key
        , min(first_active_date) as first_active_date
        , max(last_active_date) as last_active_date
        , {{ dbt.listagg('system', "', '", 'order by ' ~ footfall.byte_order('system')) }} as systems
    from user_systems
    group by user_key

)

, final as (

    select
        users.user_key
        , users.is_person
        , {{ 'users.identity' if var('user_labels') == 'name' else "'user-' || left(users.user_key, 6)" }} as user_label
        , cast(null as {{ dbt.type_string() }}) as department
        , cast(null as {{ dbt.type_string() }}) as role
        , 'unknown' as employment
        , activity_ranges.first_active_date
        , activity_ranges.last_active_date
        , activity_ranges.systems
    from users
    inner join activity_ranges on users.user_key = activity_ranges.user_key

)

select * from final
