{# The last state of each employee that had begun by D. #}

with

employees as (

    select * from {{ ref('stg_hr__employees') }}

)

, numbered as (

    select
        *
        , row_number() over (partition by email order by valid_from desc nulls last) as state_number
    from employees
    where valid_from is null or valid_from <= {{ footfall.as_of_date() }}

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
    from numbered
    where state_number = 1

)

select * from final
