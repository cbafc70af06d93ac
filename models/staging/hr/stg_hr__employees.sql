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

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

, normalized as (

    select
        nullif({{ footfall.normalized_user('email') }}, '') as email  -- noqa: PRS
        , nullif({{ footfall.normalized_user('login') }}, '') as login  -- noqa: PRS
        , nullif(trim(both ' ' from full_name), '') as full_name
        , nullif(trim(both ' ' from department), '') as department
        , nullif(trim(both ' ' from role), '') as role
        , nullif({{ footfall.normalized_user('manager_email') }}, '') as manager_email  -- noqa: PRS
        , employment_start
        , employment_end
        , valid_from
        , valid_to
    from employees

)

-- Somebody erased is in no directory, and nobody's manager.
, known as (

    select
        normalized.email
        , normalized.login
        , normalized.full_name
        , normalized.department
        , normalized.role
        , case
            when
                {{ footfall.erased_user('normalized.manager_email', "'hr'") }} is null
                and not {{ footfall.is_stand_in('normalized.manager_email') }}
                then normalized.manager_email
        end as manager_email
        , normalized.employment_start
        , normalized.employment_end
        , normalized.valid_from
        , normalized.valid_to
    from normalized
    cross join erasures
    where
        {{ footfall.is_email('normalized.email') }}
        and not {{ footfall.is_stand_in('normalized.email') }}
        and {{ footfall.erased_user('normalized.email', "'hr'") }} is null

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
    from known

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
