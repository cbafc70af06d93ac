{{ config(keeps_retired='last_active_date') }}

with

user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, accounts as (

    select * from {{ ref('int_accounts') }}

)

, employees as (

    select * from {{ ref('int_current_employees') }}

)

, user_days as (

    select * from {{ ref('agg_user_days') }}
    where system <> 'all'

)

, users as (

    select
        user_key
        , is_person
        , email
        , {{ footfall.min_text('identity') }} as identity
    from user_identities
    group by user_key, is_person, email

)

, account_names as (

    select
        user_identities.user_key
        , {{ footfall.min_text('accounts.full_name') }} as full_name
    from user_identities
    inner join accounts
        on
            user_identities.system = accounts.system
            and user_identities.native_user = accounts.native_user
    group by user_identities.user_key

)

, directory as (

    select count(*) as employees
    from employees

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
        , {{ footfall.text_list('system') }} as systems
    from user_systems
    group by user_key

)

, final as (

    select
        users.user_key
        , users.is_person
        , case
            when {{ footfall.is_stand_in('users.email') }} then 'erased-' || left(users.user_key, 6)
            when '{{ var("user_labels") }}' = 'name'
                then coalesce(employees.full_name, account_names.full_name, users.identity)
            else 'user-' || left(users.user_key, 6)
        end as user_label
        , employees.department
        , employees.role
        , case
            when employees.email is not null then 'employee'
            when users.is_person and users.email is not null and directory.employees > 0 then 'external'
            else 'unknown'
        end as employment
        , activity_ranges.first_active_date
        , activity_ranges.last_active_date
        , activity_ranges.systems
    from users
    inner join activity_ranges on users.user_key = activity_ranges.user_key
    cross join directory
    left join account_names on users.user_key = account_names.user_key
    left join employees on users.email = employees.email

)

select * from final
