{% macro user_departments() -%}
    {#- A query: user_key and department of every user. The smallest departments are one group, so that no number of few
        people is shown, nor can be had by subtraction. -#}
    with

    users as (

        select * from {{ ref('dim_users') }}

    )

    , placed as (

        select
            user_key
            , is_person
            , last_active_date
            , case
                when employment <> 'employee' then '(not in directory)'
                -- The directory may have a department with the name of one of our groups.
                when department in ('all', '(none)', '(not in directory)', '(small groups)')
                    then department || ' (department)'
                else coalesce(department, '(none)')
            end as department
        from users

    )

    -- Who left long ago hides nobody.
    , sizes as (

        select
            department
            , count(
                case when is_person and last_active_date > {{ footfall.add_days(
                    footfall.as_of_date(), -(var('usage_windows') | max)
                ) }} then 1 end
            ) as users
        from placed
        group by department

    )

    -- Where all small ones together are too few, the smallest of the others joins them.
    , ranked as (

        select
            department
            , users
            , sum(case when users < {{ var('smallest_group') }} then users else 0 end) over () as small_users
            , row_number() over (
                order by
                    case when users < {{ var('smallest_group') }} then 1 else 0 end
                    , users
                    , {{ footfall.byte_order('department') }}
            ) as place
        from sizes

    )

    , groups as (

        select
            department
            , case
                when users < {{ var('smallest_group') }} then '(small groups)'
                when place = 1 and small_users > 0 and small_users < {{ var('smallest_group') }} then '(small groups)'
                else department
            end as department_group
        from ranked

    )

    , final as (

        select
            placed.user_key
            , groups.department_group as department
        from placed
        inner join groups on placed.department = groups.department

    )

    select * from final
{%- endmacro %}


{% macro departments_and_all() -%}
    {#- A query: every user's department, and all users again in the department `all`. -#}
    with

    departments as (

        {{ footfall.user_departments() | indent(8) }}

    )

    select
        user_key
        , department
    from departments

    union all

    select
        user_key
        , 'all' as department
    from departments
{%- endmacro %}
