{# What the company's scope rules say of who did what on which day; nothing where no rule speaks. #}
{{ config(
    materialized='rebuilt_by_day',
    fingerprinted_by_day=true,
    versioned_by_day=['int_scope_users'],
    days_at_once=60,
) }}

-- depends_on: {{ ref('int_scope_day_versions') }}
with

activities as (

    select * from {{ ref('int_activities') }}
    where {{ footfall.in_stale_days() }}

)

, action_days as (

    select * from {{ ref('int_action_days') }}
    where {{ footfall.in_stale_days() }}

)

, scope_rules as (

    select * from {{ ref('scope_rules') }}

)

, scope_users as (

    select * from {{ ref('int_scope_users') }}

)

, actions as (

    select distinct
        system
        , action
    from action_days

)

, rule_actions as (

    select
        actions.system
        , actions.action
        , scope_rules.rule_number
        , scope_rules.is_included
        , scope_rules.native_user is null and scope_rules.department is null as is_for_everybody
    from actions
    inner join scope_rules
        on
            coalesce(scope_rules.system, '*') in (actions.system, '*')
            and {{ footfall.is_like('lower(actions.action)', "coalesce(scope_rules.action, '%')") }}

)

, ruled_actions as (

    select distinct
        system
        , action
    from rule_actions

)

-- Without rules there is nothing to join, and no engine reads the activities.
, user_actions as (

    select distinct
        activities.activity_date
        , activities.system
        , activities.action
        , activities.native_user
    from ruled_actions
    inner join activities
        on
            ruled_actions.system = activities.system
            and ruled_actions.action = activities.action
    where activities.native_user <> ''

)

, final as (

    select
        user_actions.activity_date
        , user_actions.system
        , user_actions.action
        , user_actions.native_user
        , {{ footfall.last_by('rule_actions.is_included', ['rule_actions.rule_number']) }} as is_included
    from user_actions
    inner join rule_actions
        on
            user_actions.system = rule_actions.system
            and user_actions.action = rule_actions.action
    left join scope_users
        on
            rule_actions.rule_number = scope_users.rule_number
            and user_actions.system = scope_users.system
            and user_actions.native_user = scope_users.native_user
            and user_actions.activity_date between scope_users.valid_from and scope_users.valid_to
    where
        rule_actions.is_for_everybody
        or scope_users.rule_number is not null
    group by user_actions.activity_date, user_actions.system, user_actions.action, user_actions.native_user

)

select * from final
