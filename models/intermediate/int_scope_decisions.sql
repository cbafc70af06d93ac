{# What the company's scope rules say of who did what on which day; nothing where no rule speaks. #}
{{ config(
    materialized='rebuilt_by_day',
    fingerprinted_by_day=true,
    versioned_by_day=['int_native_user_days', 'int_user_names', 'int_user_identities', 'int_employee_history'],
    day_versions=['scope_day_versions'],
    days_at_once=60,
) }}

-- depends_on: {{ ref('int_native_user_days') }}
with

system_activities as (

    {{ footfall.system_activities() | indent(4) }}

)

, activities as (

    select * from system_activities
    where {{ footfall.in_stale_days() }}

)

, actions as (

    select distinct
        system
        , action
    from {{ ref('int_action_days') }}
    where {{ footfall.in_stale_days() }}

)

, scope_rules as (

    {{ footfall.seed_select(ref('scope_rules'), {
        'rule_number': 'bigint', 'system': 'string', 'action': 'string', 'native_user': 'string',
        'department': 'string', 'is_included': 'boolean',
    }) | indent(4) }}

)

, scope_users as (

    {{ footfall.scope_users() | indent(4) }}

)

, scope_actions as (

    select
        scope_rules.rule_number
        , actions.system
        , actions.action
        , scope_rules.is_included
        , scope_rules.native_user is null and scope_rules.department is null as is_for_everybody
    from actions
    inner join scope_rules
        on
            coalesce(scope_rules.system, '*') in (actions.system, '*')
            and {{ footfall.is_like('lower(actions.action)', "coalesce(scope_rules.action, '%')") }}

)

, named_actions as (

    select distinct
        system
        , action
    from scope_actions

)

-- Without rules there is nothing to join, and no engine reads the activities.
, user_actions as (

    select distinct
        activities.activity_date
        , activities.system
        , activities.action
        , activities.native_user
    from named_actions
    inner join activities
        on
            named_actions.system = activities.system
            and named_actions.action = activities.action
    where activities.native_user <> ''

)

, final as (

    select
        user_actions.activity_date
        , user_actions.system
        , user_actions.action
        , user_actions.native_user
        , {{ footfall.last_by('scope_actions.is_included', ['scope_actions.rule_number']) }} as is_included
    from user_actions
    inner join scope_actions
        on
            user_actions.system = scope_actions.system
            and user_actions.action = scope_actions.action
    left join scope_users
        on
            scope_actions.rule_number = scope_users.rule_number
            and user_actions.system = scope_users.system
            and user_actions.native_user = scope_users.native_user
            and user_actions.activity_date between scope_users.valid_from and scope_users.valid_to
    where
        scope_actions.is_for_everybody
        or scope_users.rule_number is not null
    group by user_actions.activity_date, user_actions.system, user_actions.action, user_actions.native_user

)

select * from final
