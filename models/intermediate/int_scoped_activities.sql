{# The activities that every KPI counts. #}

with

activities as (

    select * from {{ ref('fct_activities') }}

)

, final as (

    select * from activities
    where in_scope

)

select * from final
