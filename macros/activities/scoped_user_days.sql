{% macro scoped_user_days() -%}
    {#- A query: what every KPI counts of a user on a day, by system, and the row group `all`. -#}
    select
        activity_date
        , system
        , user_key
        , scoped_activities as activities
        , last_scoped_at as last_at
    from {{ ref('agg_user_days') }}
    where scoped_activities > 0
{%- endmacro %}
