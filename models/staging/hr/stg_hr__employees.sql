{{ config(materialized='rebuilt_whole') }}

{% set columns = {
    'email': 'string',
    'login': 'string',
    'full_name': 'string',
    'department': 'string',
    'role': 'string',
    'manager_email': 'string',
    'employment_start': 'date',
    'employment_end': 'date',
    'valid_from': 'date',
    'valid_to': 'date',
} %}

with

employees as (

    {{ footfall.raw_select(
        source('hr', 'employees'), columns, ['email'], 'hr', 'hr_employees_table',
        is_optional=not var('hr_employees_required')
    ) | indent(4) }}

)

, normalized as (

    select
        nullif({{ footfall.normalized_user('email') }}, '') as email
        , nullif({{ footfall.normalized_user('login') }}, '') as login
        , nullif(trim(both ' ' from full_name), '') as full_name
        , nullif(trim(both ' ' from department), '') as department
        , nullif(trim(both ' ' from role), '') as role
        , nullif({{ footfall.normalized_user('manager_email') }}, '') as manager_email
        , employment_start
        , employment_end
        , valid_from
        , valid_to
    from employees

)

, numbered as (

    select
        *
        -- A directory that lists somebody twice must not count them twice.
        , row_number() over (
            partition by email, valid_from
            order by
                valid_to desc nulls first
                , employment_end desc nulls first
                , employment_start desc nulls last
                , {{ footfall.byte_order('department') }} nulls last
                , {{ footfall.byte_order('role') }} nulls last
                , {{ footfall.byte_order('manager_email') }} nulls last
                , {{ footfall.byte_order('login') }} nulls last
                , {{ footfall.byte_order('full_name') }} nulls last
        ) as copy_number
    from normalized
    where email like '%@%'

)

, final as (

    select
        email
        , login
        , full_name
        , department
        , role
        , manager_email
        , employment_start
        , employment_end
        , valid_from
        , valid_to
    from numbered
    where copy_number = 1

)

select * from final
