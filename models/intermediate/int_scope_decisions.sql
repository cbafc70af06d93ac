{# What the company's scope rules say of who did what on which day; nothing where no rule speaks. #}
{{ config(
    materialized='rebuilt_by_day',
    fingerprinted_by_day=true,
    versioned_by_day=['int_scope_actions', 'int_scope_users'],
    days_at_once=60,
) }}

{# A new action changes nothing of other days; a new rule may change any. #}
-- depends_on: {{ ref('scope_rules') }}
-- depends_on: {{ ref('int_scope_day_versions') }}
with

activities as (

    select * from {{ ref('int_activities') }}
    where {{ footfall.in_stale_days() }}

)

, scope_actions as (

    select * from {{ ref('int_scope_actions') }}

)

, scope_users as (

    select * from {{ ref('int_scope_users') }}

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
