select
    date_day
    , mau
from (
    select
        dates.date_day
        , (
            select count(distinct days.user_key)
            from marts.fct_user_days as days
            where
                days.scoped_activities > 0
                and days.activity_date between dates.date_day - 27 and dates.date_day
        ) as mau
    from marts.dim_dates as dates
) as counted
where mau > 0
