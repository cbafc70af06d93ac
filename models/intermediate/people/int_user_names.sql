{# Every name that a user of a system goes by there: as it is logged, as it is logged in, and by e-mail. #}
{{ config(materialized='rebuilt_whole') }}

with

native_users as (

    select * from {{ ref('int_native_users') }}

)

, accounts as (

    select * from {{ ref('int_accounts') }}

)

, non_person_users as (

    {{ footfall.seed_select(
        ref('non_person_users'), {'system': 'string', 'pattern': 'string', 'reason': 'string'}
    ) | indent(4) }}

)

, user_accounts as (

    select
        native_users.system
        , native_users.native_user
        , accounts.login
        , accounts.email
        , accounts.is_service
    from native_users
    inner join accounts
        on
            native_users.system = accounts.system
            and native_users.native_user = accounts.native_user

)

, service_users as (

    select distinct
        system
        , native_user
    from user_accounts
    where is_service

)

, names as (

    select
        system
        , native_user
        , 'native_user' as name_kind
        , normalized_user as user_name
    from native_users

    union

    select
        system
        , native_user
        , 'login' as name_kind
        , {{ footfall.normalized_user('login') }} as user_name
    from user_accounts

    union

    select
        system
        , native_user
        , 'email' as name_kind
        , {{ footfall.normalized_user('email') }} as user_name
    from user_accounts

)

, non_persons as (

    select distinct
        names.system
        , names.native_user
    from names
    inner join non_person_users
        on
            non_person_users.system in (names.system, '*')
            and {{ footfall.is_like('names.user_name', 'non_person_users.pattern') }}

    union

    select
        system
        , native_user
    from service_users

    union

    -- What stands in for an erased service is none either.
    select
        system
        , native_user
    from names
    where {{ footfall.is_stand_in('user_name', 'service-') }}

)

, final as (

    select
        names.system
        , names.native_user
        , names.name_kind
        , names.user_name
        , service_users.native_user is not null as is_service
        , non_persons.native_user is null as is_person
    from names
    left join service_users
        on
            names.system = service_users.system
            and names.native_user = service_users.native_user
    left join non_persons
        on
            names.system = non_persons.system
            and names.native_user = non_persons.native_user
    where names.user_name <> ''

)

select * from final
