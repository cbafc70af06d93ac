{# The widest of the windows, and Amundsen where it is there, else all systems. #}
{% set catalogue = 'amundsen' if footfall.is_enabled('amundsen') else 'all' %}

with

departments as (

    select
        department
        , max(case when system = '{{ catalogue }}' then 1 else 0 end) as has_catalogue
        , sum(case when system = '{{ catalogue }}' then headcount end) as headcount
        , sum(case when system = '{{ catalogue }}' then active_users end) as catalogue_users
        , sum(case when system = 'all' then active_users end) as users_of_anything
    from {{ ref('active_users_by_role') }}
    where window_days = {{ var('usage_windows') | max }}
    group by department

)

select
    department
    , headcount
    , users_of_anything
    , catalogue_users
    , {{ footfall.ratio('catalogue_users', 'headcount') }} as catalogue_penetration
from departments
where headcount is not null
order by catalogue_penetration asc, headcount desc, department asc
