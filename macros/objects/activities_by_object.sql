{% macro activities_by_object(columns) -%}
    {#- A query: each activity once for every object that it names by type and id. It reads the CTEs `activities` and
        `further_objects`, rows of fct_activities and of int_further_objects. -#}
    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        object_type,
        object_id,
        object_name
    from activities
    where
        object_type is not null
        and object_id is not null

    union all

    select
        {%- for column in columns %}
        activities.{{ column }},
        {%- endfor %}
        further_objects.object_type,
        further_objects.object_id,
        further_objects.object_name
    from further_objects
    inner join activities
        on
            further_objects.activity_date = activities.activity_date
            and further_objects.activity_id = activities.activity_id
    where further_objects.object_type is not null
{%- endmacro %}
