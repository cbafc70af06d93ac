with

user_days as (

    select distinct
        activity_date
        , user_key
    from marts.fct_user_days
    where scoped_activities > 0

)

select
    dates.date_day
    , count(distinct user_days.user_key) as mau
from marts.dim_dates as dates
inner join user_days on user_days.activity_date between dates.date_day - 27 and dates.date_day
group by dates.date_day
