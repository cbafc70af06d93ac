{{ config(enabled=footfall.is_enabled('zoomdata')) }}

with

activity_log as (

    select * from {{ ref('stg_zoomdata__activity_log') }}

)

, user_changes as (

    select * from {{ ref('stg_zoomdata__user_changes') }}
    where subject_user_name is not null

)

, numbered_changes as (

    select
        subject_user_name
        , subject_email
        , subject_full_name
        , row_number() over (
            partition by subject_user_name, subject_email
            order by
                case when subject_full_name is null then 1 else 0 end
                , occurred_at desc
                , {{ footfall.byte_order('subject_full_name') }}
        ) as change_number
    from user_changes

)

, known as (

    select
        subject_user_name as native_user
        , subject_email as email
        , subject_full_name as full_name
        , 0 as is_visitor
    from numbered_changes
    where change_number = 1

    union all

    select distinct
        native_user
        , cast(null as {{ dbt.type_string() }}) as email
        , cast(null as {{ dbt.type_string() }}) as full_name
        , case when user_type = 'KEY' then 1 else 0 end as is_visitor
    from activity_log
    where native_user is not null

)

, accounts as (

    select
        native_user
        , email
        , max(full_name) as full_name
        , max(is_visitor) = 1 as is_service
        , count(email) over (partition by native_user) as emails
    from known
    group by native_user, email

)

, final as (

    select
        'zoomdata' as system
        , native_user
        , case when not is_service then native_user end as login
        , email
        , full_name
        , is_service
        , cast(null as {{ dbt.type_string() }}) as same_as
    from accounts
    where
        email is not null
        or emails = 0

)

select * from final
