{# Everybody above each employee today, to any depth. A circle ends where it would begin again. #}
{{ config(materialized='rebuilt_whole') }}

with recursive

employees as (

    select * from {{ ref('int_current_employees') }}
    where manager_email is not null

)

, chains as (

    select
        email
        , manager_email
        , 1 as levels_up
        , '|' || email || '|' || manager_email || '|' as visited
    from employees
    where manager_email <> email

    union all

    select
        chains.email
        , employees.manager_email
        , chains.levels_up + 1 as levels_up
        , chains.visited || employees.manager_email || '|' as visited
    from chains
    inner join employees on chains.manager_email = employees.email
    where position('|' || employees.manager_email || '|' in chains.visited) = 0

)

, final as (

    select
        email
        , manager_email
        , levels_up
    from chains

)

select * from final
