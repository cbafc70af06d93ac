{{ config(keeps_retired='activity_date') }}

with

user_days as (

    select * from {{ ref('agg_user_days') }}
    where system <> 'all'

)

, users as (

    select distinct
        user_key
        , email
    from {{ ref('int_user_identities') }}

)

, employee_history as (

    select * from {{ ref('int_employee_history') }}

)

, final as (

    select
        user_days.activity_date
        , user_days.system
        , user_days.user_key
        , user_days.is_person
        , employee_history.department
        , employee_history.role
        , employee_history.email is not null as is_in_directory
        , user_days.activities
        , user_days.engaged_activities
        , user_days.scoped_activities
        , user_days.first_at
        , user_days.last_at
        , user_days.first_engaged_at
        , user_days.last_engaged_at
        , user_days.last_scoped_at
    from user_days
    inner join users on user_days.user_key = users.user_key
    left join employee_history
        on
            users.email = employee_history.email
            and user_days.activity_date between employee_history.valid_from and employee_history.valid_to

)

select * from final
