{{ config(materialized='table') }}

with

activities as (

    select * from {{ ref('int_activities') }}

)

, non_person_users as (

    select * from {{ ref('non_person_users') }}

)

, salt as (

    select salt from {{ ref('stg_footfall__pseudonym_salt') }}

)

, native_users as (

    select distinct
        system
        , native_user
        , {{ footfall.normalized_user('native_user') }} as normalized_user
    from activities
    where {{ footfall.normalized_user('native_user') }} <> ''

)

, identified as (

    select
        system
        , native_user
        , normalized_user
        , {{ footfall.identity('system', 'normalized_user') }} as identity
    from native_users

)

, non_persons as (

    select distinct identified.identity
    from identified
    inner join non_person_users
        on
            non_person_users.system in (identified.system, '*')
            and identified.normalized_user like lower(non_person_users.pattern)

)

, final as (

    select
        identified.system
        , identified.native_user
        , identified.identity
        , {{ footfall.pseudonym('salt.salt', 'identified.identity') }} as user_key
        , non_persons.identity is null as is_person
    from identified
    cross join salt
    left join non_persons on identified.identity = non_persons.identity

)

select * from final
