{% macro scoped_user_days(by_department=false) -%}
    {#- A query: what every KPI counts of a user on a day, by system, and the row group `all`; by department too, with a
        row group `all` of its own. -#}
    select
        user_days.activity_date
        , user_days.system
        {%- if by_department %}
        , departments.department
        {%- endif %}
        , user_days.user_key
        , user_days.scoped_activities as activities
        , user_days.last_scoped_at as last_at
    from {{ ref('agg_user_days') }} as user_days
    {%- if by_department %}
    inner join (
        {{ footfall.departments_and_all() | indent(8) }}
    ) as departments
        on user_days.user_key = departments.user_key
    {%- endif %}
    where user_days.scoped_activities > 0
{%- endmacro %}
