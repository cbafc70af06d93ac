{# What the company's scope rules say of who did what on which day; nothing where no rule speaks. #}
{{ config(materialized='rebuilt_whole') }}

with

activities as (

    select * from {{ ref('int_activities') }}

)

, scope_rules as (

    {{ footfall.seed_select(ref('scope_rules'), {
        'rule_number': 'bigint', 'system': 'string', 'action': 'string', 'native_user': 'string',
        'department': 'string', 'is_included': 'boolean',
    }) | indent(4) }}

)

, user_names as (

    select * from {{ ref('int_user_names') }}

)

, user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, employee_history as (

    select * from {{ ref('int_employee_history') }}

)

, all_names as (

    select
        system
        , native_user
        , user_name
    from user_names

    union

    select
        system
        , native_user
        , email as user_name
    from user_identities
    where email is not null

)

, named as (

    select distinct
        activities.system
        , activities.action
        , activities.native_user
        , activities.activity_date
        , scope_rules.rule_number
        , scope_rules.native_user as user_pattern
        , scope_rules.department as department_pattern
        , scope_rules.is_included
    from activities
    inner join scope_rules
        on
            coalesce(scope_rules.system, '*') in (activities.system, '*')
            and {{ footfall.is_like('lower(activities.action)', "coalesce(scope_rules.action, '%')") }}

)

, matched as (

    select distinct
        named.system
        , named.action
        , named.native_user
        , named.activity_date
        , named.rule_number
        , named.is_included
    from named
    inner join user_identities
        on
            named.system = user_identities.system
            and named.native_user = user_identities.native_user
    inner join all_names
        on
            named.system = all_names.system
            and named.native_user = all_names.native_user
            and {{ footfall.is_like('all_names.user_name', "coalesce(named.user_pattern, '%')") }}
    left join employee_history
        on
            user_identities.email = employee_history.email
            and named.activity_date between employee_history.valid_from and employee_history.valid_to
    where
        named.department_pattern is null
        or {{ footfall.is_like('lower(employee_history.department)', 'named.department_pattern') }}

)

, numbered as (

    select
        *
        , row_number() over (
            partition by system, action, native_user, activity_date order by rule_number desc
        ) as match_number
    from matched

)

, final as (

    select
        system
        , action
        , native_user
        , activity_date
        , rule_number
        , is_included
    from numbered
    where match_number = 1

)

select * from final
