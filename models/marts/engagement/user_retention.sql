with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}
    where date_day <= {{ footfall.as_of_date() }}

)

, user_weeks as (

    select distinct
        cast({{ dbt.date_trunc('week', 'activity_date') }} as date) as week_start_date
        , system
        , user_key
    from user_days

)

, cohorts as (

    select
        system
        , user_key
        , min(week_start_date) as cohort_week
    from user_weeks
    group by system, user_key

)

, cohort_sizes as (

    select
        system
        , cohort_week
        , count(*) as cohort_users
    from cohorts
    group by system, cohort_week

)

, weeks as (

    select distinct week_start_date from dates

)

, usage as (

    select
        cohorts.system
        , cohorts.cohort_week
        , user_weeks.week_start_date
        , count(*) as active_users
    from cohorts
    inner join user_weeks
        on
            cohorts.system = user_weeks.system
            and cohorts.user_key = user_weeks.user_key
    group by cohorts.system, cohorts.cohort_week, user_weeks.week_start_date

)

, complete_weeks as (

    select
        cohort_sizes.cohort_week
        , cohort_sizes.system
        , weeks.week_start_date
        , cohort_sizes.cohort_users
        , coalesce(usage.active_users, 0) as active_users
    from cohort_sizes
    inner join weeks on cohort_sizes.cohort_week <= weeks.week_start_date
    left join usage
        on
            cohort_sizes.system = usage.system
            and cohort_sizes.cohort_week = usage.cohort_week
            and weeks.week_start_date = usage.week_start_date

)

, final as (

    select
        cohort_week
        , system
        , cast(cast(week_start_date - cohort_week as integer) / 7 as integer) as weeks_since
        , cast(cohort_users as bigint) as cohort_users
        , cast(active_users as bigint) as active_users
        , {{ footfall.ratio('active_users', 'cohort_users') }} as retention_rate
        , {{ footfall.add_days('week_start_date', 6) }} <= {{ footfall.as_of_date() }} as is_complete
    from complete_weeks

)

select * from final
