{% macro weekly_retention(by_department=false) -%}
    {#- user_retention, and the same by department. -#}
    {%- set keys = ['system', 'department'] if by_department else ['system'] -%}
    {%- set key_list = keys | join(', ') -%}
    {%- set listed_keys = ', ' ~ keys | join('\n        , ') -%}
with

user_days as (

    {{ footfall.scoped_user_days(by_department) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, user_weeks as (

    select distinct
        cast({{ dbt.date_trunc('week', 'activity_date') }} as date) as week_start_date
        {{ listed_keys }}
        , user_key
    from user_days

)

, cohorts as (

    select
        {{ keys | join('\n        , ') }}
        , user_key
        , min(week_start_date) as cohort_week
    from user_weeks
    group by {{ key_list }}, user_key

)

, cohort_sizes as (

    select
        {{ keys | join('\n        , ') }}
        , cohort_week
        , count(*) as cohort_users
    from cohorts
    group by {{ key_list }}, cohort_week

)

, weeks as (

    select distinct week_start_date from dates

)

, usage as (

    select
        cohorts.cohort_week
        {%- for key in keys %}
        , cohorts.{{ key }}
        {%- endfor %}
        , user_weeks.week_start_date
        , count(*) as active_users
    from cohorts
    inner join user_weeks
        on
            cohorts.user_key = user_weeks.user_key
            {%- for key in keys %}
            and cohorts.{{ key }} = user_weeks.{{ key }}
            {%- endfor %}
    group by cohorts.{{ keys | join(', cohorts.') }}, cohorts.cohort_week, user_weeks.week_start_date

)

, complete_weeks as (

    select
        cohort_sizes.cohort_week
        {%- for key in keys %}
        , cohort_sizes.{{ key }}
        {%- endfor %}
        , weeks.week_start_date
        , cohort_sizes.cohort_users
        , coalesce(usage.active_users, 0) as active_users
    from cohort_sizes
    inner join weeks on cohort_sizes.cohort_week <= weeks.week_start_date
    left join usage
        on
            cohort_sizes.cohort_week = usage.cohort_week
            and weeks.week_start_date = usage.week_start_date
            {%- for key in keys %}
            and cohort_sizes.{{ key }} = usage.{{ key }}
            {%- endfor %}

)

, final as (

    select
        cohort_week
        {{ listed_keys }}
        , cast(cast(week_start_date - cohort_week as integer) / 7 as integer) as weeks_since
        , cast(cohort_users as bigint) as cohort_users
        , cast(active_users as bigint) as active_users
        , {{ footfall.ratio('active_users', 'cohort_users') }} as retention_rate
        , {{ footfall.add_days('week_start_date', 6) }} <= {{ footfall.as_of_date() }} as is_complete
    from complete_weeks

)

select * from final
{%- endmacro %}
