{{ config(keeps_retired='date_day') }}

with

activities as (

    select * from {{ ref('fct_activities') }}

)

, workflow_days as (

    select * from {{ ref('agg_workflow_days') }}

)

-- The facts of the first days may have been retired, what was counted of them is there.
, active_dates as (

    select activity_date from activities
    union
    select activity_date from workflow_days

)

, bounds as (

    select
        min(activity_date) as first_date
        , greatest(max(activity_date), {{ footfall.as_of_date() }}) as last_date
    from active_dates

)

, dates as (

    {{ footfall.date_series('(select first_date from bounds)', '(select last_date from bounds)') | indent(4) }}

)

, weeks as (

    select
        date_day
        , cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date
    from dates

)

, final as (

    select
        date_day
        , week_start_date
        , cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date
        , cast(extract(year from date_day) as integer) as year_number
        , cast(extract(month from date_day) as integer) as month_of_year
        , cast(date_day - week_start_date as integer) + 1 as day_of_week
        , cast(date_day - week_start_date as integer) >= 5 as is_weekend
    from weeks

)

select * from final
