with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}

)

, days as (

    select
        user_days.system
        , dates.date_day
        , dates.day_of_week
        , dates.is_weekend
        , count(*) as users
        , sum(user_days.activities) as activities
    from user_days
    inner join dates on user_days.activity_date = dates.date_day
    group by user_days.system, dates.date_day, dates.day_of_week, dates.is_weekend

)

select
    system
    , day_of_week
    , is_weekend
    , count(*) as days_with_activity
    , avg(users) as mean_users
    , {{ footfall.ratio('sum(activities)', 'sum(users)') }} as activities_per_user
from days
group by system, day_of_week, is_weekend
order by system, day_of_week
