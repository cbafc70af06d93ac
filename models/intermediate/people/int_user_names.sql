{# Every name that a user whom an activity names goes by: as it is logged, as it is logged in, and by e-mail. What
   stands for no user is left out. #}
{{ config(materialized='rebuilt_whole') }}

with

native_user_days as (

    select * from {{ ref('int_native_user_days') }}

)

, accounts as (

    select * from {{ ref('int_accounts') }}

)

, user_kind_rules as (

    select * from {{ ref('int_user_kind_rules') }}

)

, users as (

    select
        system
        , native_user
        , {{ footfall.normalized_user('native_user') }} as normalized_user  -- noqa: PRS
    from native_user_days
    group by system, native_user

)

, user_ranks as (

    select
        users.system
        , users.native_user
        , users.normalized_user
        , min(user_kind_rules.rule_rank) as rule_rank
    from users
    left join user_kind_rules
        on
            user_kind_rules.system in (users.system, '*')
            and {{ footfall.is_like('users.normalized_user', 'user_kind_rules.pattern') }}
    where users.normalized_user <> ''
    group by users.system, users.native_user, users.normalized_user

)

-- Who is nobody is so by what the log calls them, not by what an account says.
, nobody_ranks as (

    select distinct rule_rank
    from user_kind_rules
    where user_kind = 'nobody'

)

, native_users as (

    select
        user_ranks.system
        , user_ranks.native_user
        , user_ranks.normalized_user
    from user_ranks
    left join nobody_ranks on user_ranks.rule_rank = nobody_ranks.rule_rank
    where nobody_ranks.rule_rank is null

)

, user_accounts as (

    select
        native_users.system
        , native_users.native_user
        , accounts.login
        , accounts.email
        , accounts.is_service
        , accounts.same_as
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
        , {{ footfall.normalized_user('login') }} as user_name  -- noqa: PRS
    from user_accounts

    union

    select
        system
        , native_user
        , 'email' as name_kind
        , {{ footfall.normalized_user('email') }} as user_name  -- noqa: PRS
    from user_accounts

)

, ranked as (

    select
        names.system
        , names.native_user
        , min(user_kind_rules.rule_rank) as rule_rank
    from names
    inner join user_kind_rules
        on
            user_kind_rules.system in (names.system, '*')
            and {{ footfall.is_like('names.user_name', 'user_kind_rules.pattern') }}
    where user_kind_rules.user_kind <> 'nobody'
    group by names.system, names.native_user

)

, kinds as (

    select distinct
        rule_rank
        , user_kind
    from user_kind_rules
    where user_kind <> 'nobody'

)

-- What stands in for an erased service is a service too.
, service_stand_ins as (

    select distinct
        system
        , native_user
    from names
    where {{ footfall.is_stand_in('user_name', 'service-') }}

)

-- A log names an account now by its id, now by its login alone.
, same_accounts as (

    select
        system
        , native_user
        , {{ footfall.normalized_user('same_as') }} as account_name  -- noqa: PRS
    from user_accounts
    where same_as is not null

)

, final as (

    select
        names.system
        , names.native_user
        , names.name_kind
        , names.user_name
        , same_accounts.account_name
        , service_users.native_user is not null and coalesce(kinds.user_kind, 'non_person') <> 'person' as is_service
        , case
            when kinds.user_kind is not null then kinds.user_kind = 'person'
            else service_users.native_user is null and service_stand_ins.native_user is null
        end as is_person
        , coalesce(kinds.user_kind = 'person', false) as is_declared_person
    from names
    left join service_users
        on
            names.system = service_users.system
            and names.native_user = service_users.native_user
    left join service_stand_ins
        on
            names.system = service_stand_ins.system
            and names.native_user = service_stand_ins.native_user
    left join ranked
        on
            names.system = ranked.system
            and names.native_user = ranked.native_user
    left join kinds on ranked.rule_rank = kinds.rule_rank
    left join same_accounts
        on
            names.system = same_accounts.system
            and names.native_user = same_accounts.native_user
    where names.user_name <> ''

)

select * from final
