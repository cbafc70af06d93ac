{# Whose each user may be, rule by rule, the strongest first: what the company says, the e-mail that it is,
   the e-mail that its system knows, the directory. #}
{{ config(materialized='rebuilt_whole') }}

with

user_names as (

    select * from {{ ref('int_user_names') }}

)

, identity_map as (

    {{ footfall.seed_select(
        ref('identity_map'), {'system': 'string', 'native_user': 'string', 'email': 'string'}
    ) | indent(4) }}

)

, employees as (

    select distinct
        email
        , login
        , {{ footfall.text_part('email', "'@'", 1) }} as mailbox
    from {{ ref('int_employee_history') }}

)

, erasures as (

    {{ footfall.erasures(ref('stg_footfall__erasures')) }}

)

, mapped as (

    select
        user_names.system
        , user_names.native_user
        , 1 as rule_number
        , 'identity_map' as rule_name
        , {{ footfall.normalized_user('identity_map.email') }} as email
    from user_names
    inner join identity_map
        on
            identity_map.system in (user_names.system, '*')
            and user_names.user_name = {{ footfall.normalized_user('identity_map.native_user') }}

)

-- A service account stays itself, also where it is registered with a person's e-mail: or it would make
-- the person one.
, emails as (

    select
        system
        , native_user
        , case when name_kind = 'native_user' then 2 else 3 end as rule_number
        , 'email' as rule_name
        , user_name as email
    from user_names
    where
        user_name like '%@%'
        and not is_service
        and (is_person or name_kind = 'native_user')

)

, logins as (

    select * from user_names
    where
        user_name not like '%@%'
        and is_person

)

, listed as (

    select
        logins.system
        , logins.native_user
        , 4 as rule_number
        , 'directory' as rule_name
        , employees.email
    from logins
    inner join employees on logins.user_name = employees.login

    union

    select
        logins.system
        , logins.native_user
        , 4 as rule_number
        , 'directory' as rule_name
        , employees.email
    from logins
    inner join employees on logins.user_name = employees.mailbox

)

, final as (

    select * from mapped
    where email like '%@%'

    union

    select * from emails

    union

    select listed.*
    from listed
    cross join erasures
    -- Who could have been somebody erased does not become another by that.
    where
        erasures.salt is null
        or {{ footfall.replacement_of('erasures.replacements', footfall.sha256_hex(
            "erasures.salt || 'apart:' || listed.system || ':' || " ~ footfall.normalized_user('listed.native_user')
        )) }} is null

)

select * from final
