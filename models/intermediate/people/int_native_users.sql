{# Every user that an activity names, as who did it or as whom it was done to. Who is nobody is left out. #}
{{ config(materialized='rebuilt_whole') }}

with

native_user_days as (

    select * from {{ ref('int_native_user_days') }}

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

, ranked as (

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

, nobody_ranks as (

    select distinct rule_rank
    from user_kind_rules
    where user_kind = 'nobody'

)

, final as (

    select
        ranked.system
        , ranked.native_user
        , ranked.normalized_user
    from ranked
    left join nobody_ranks on ranked.rule_rank = nobody_ranks.rule_rank
    where nobody_ranks.rule_rank is null

)

select * from final
