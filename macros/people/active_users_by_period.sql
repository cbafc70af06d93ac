{% macro active_users_by_period(period, by_department=false) -%}
    {#- active_users_weekly and active_users_monthly: one definition, two lengths of period; and the same by department. -#}
    {%- set keys = ['system', 'department'] if by_department else ['system'] -%}
    {%- set key_list = keys | join(', ') -%}
    {%- set listed_keys = ', ' ~ keys | join('\n        , ') -%}
    {%- set period_start = period ~ '_start_date' -%}
with

user_days as (

    {{ footfall.scoped_user_days(by_department) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, user_periods as (

    select
        cast({{ dbt.date_trunc(period, 'activity_date') }} as date) as {{ period_start }}
        {{ listed_keys }}
        , user_key
        , sum(activities) as activities
    from user_days
    group by 1, {{ key_list }}, user_key

)

, sequenced as (

    select
        {{ period_start }}
        {{ listed_keys }}
        , activities
        , lag({{ period_start }}) over (partition by {{ key_list }}, user_key order by {{ period_start }}) as last_period
        , {{ footfall.add_periods(period, -1, period_start) }} as period_before
    from user_periods

)

, counted as (

    select
        {{ period_start }}
        {{ listed_keys }}
        , count(*) as active_users
        , count(case when last_period is null then 1 end) as new_users
        , count(case when last_period = period_before then 1 end) as retained_users
        , count(case when last_period < period_before then 1 end) as resurrected_users
        , sum(activities) as activities
    from sequenced
    group by {{ period_start }}, {{ key_list }}

)

, groups as (

    select
        {{ keys | join('\n        , ') }}
        , min({{ period_start }}) as first_period
    from user_periods
    group by {{ key_list }}

)

, periods as (

    select distinct {{ period_start }} from dates

)

, complete_periods as (

    select
        periods.{{ period_start }}
        {%- for key in keys %}
        , groups.{{ key }}
        {%- endfor %}
        , coalesce(counted.active_users, 0) as active_users
        , coalesce(counted.new_users, 0) as new_users
        , coalesce(counted.retained_users, 0) as retained_users
        , coalesce(counted.resurrected_users, 0) as resurrected_users
        , coalesce(counted.activities, 0) as activities
    from groups
    inner join periods on groups.first_period <= periods.{{ period_start }}
    left join counted
        on
            periods.{{ period_start }} = counted.{{ period_start }}
            {%- for key in keys %}
            and groups.{{ key }} = counted.{{ key }}
            {%- endfor %}

)

, final as (

    select
        {{ period_start }}
        {{ listed_keys }}
        , cast(active_users as bigint) as active_users
        , cast(new_users as bigint) as new_users
        , cast(retained_users as bigint) as retained_users
        , cast(resurrected_users as bigint) as resurrected_users
        -- Whoever was active in the period before and was not retained.
        , cast(
            coalesce(lag(active_users) over (partition by {{ key_list }} order by {{ period_start }}), 0) - retained_users
            as bigint
        ) as churned_users
        , cast(activities as bigint) as activities
        , {{ footfall.add_days(footfall.add_periods(period, 1, period_start), -1) }} <= {{ footfall.as_of_date() }} as is_complete
    from complete_periods

)

select * from final
{%- endmacro %}
