{# The activities that every KPI counts, see var activity_scope. #}

with

activities as (

    select * from {{ ref('fct_activities') }}

)

, final as (

    select * from activities
    {% if var('activity_scope') == 'engagement' %}
    where is_person and is_engagement
    {% else %}
    where user_key is not null
    {% endif %}

)

select * from final
