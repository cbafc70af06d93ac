{% macro scope_users() -%}
    {#- A query: the users that a scope rule names, by themselves or by their department, and from when to when. -#}
    with

    scope_rules as (

        {{ footfall.seed_select(ref('scope_rules'), {
            'rule_number': 'bigint', 'system': 'string', 'action': 'string', 'native_user': 'string',
            'department': 'string', 'is_included': 'boolean',
        }) | indent(8) }}

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
            scope_rules.rule_number
            , scope_rules.department as department_pattern
            , all_names.system
            , all_names.native_user
        from scope_rules
        inner join all_names
            on
                coalesce(scope_rules.system, '*') in (all_names.system, '*')
                and {{ footfall.is_like('all_names.user_name', "coalesce(scope_rules.native_user, '%')") }}
        where
            scope_rules.native_user is not null
            or scope_rules.department is not null

    )

    , scope_users as (

        select
            rule_number
            , system
            , native_user
            , date '1900-01-01' as valid_from
            , date '9999-12-31' as valid_to
        from named
        where department_pattern is null

        union all

        select
            named.rule_number
            , named.system
            , named.native_user
            , employee_history.valid_from
            , employee_history.valid_to
        from named
        inner join user_identities
            on
                named.system = user_identities.system
                and named.native_user = user_identities.native_user
        inner join employee_history
            on
                user_identities.email = employee_history.email
                and {{ footfall.is_like('lower(employee_history.department)', 'named.department_pattern') }}

    )

    select * from scope_users
{%- endmacro %}
