with

activities as (

    select
        *
        , {{ footfall.reporting_hour('occurred_at') }} as hour_of_day
    from {{ ref('fct_activities') }}
    where
        in_scope
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}

)

select
    coalesce(activities.system, 'all') as system
    , dates.day_of_week
    , activities.hour_of_day
    , count(*) as activities
    , count(distinct activities.user_key) as users
    , count(distinct activities.activity_date) as days_with_activity
from activities
inner join dates on activities.activity_date = dates.date_day
group by grouping sets (  -- noqa: PRS,RF02
    (activities.system, dates.day_of_week, activities.hour_of_day), (dates.day_of_week, activities.hour_of_day)
)
order by 1, 2, 3
