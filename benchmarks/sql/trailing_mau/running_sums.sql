with

user_days as (

    select distinct
        activity_date
        , user_key
    from marts.fct_user_days
    where scoped_activities > 0

)

, sequenced as (

    select
        activity_date
        , lead(activity_date) over (partition by user_key order by activity_date) as next_date
    from user_days

)

, changes as (

    select
        activity_date as date_day
        , 1 as change
    from sequenced

    union all

    select
        least(next_date, activity_date + 28) as date_day
        , -1 as change
    from sequenced

)

, daily_changes as (

    select
        date_day
        , sum(change) as change
    from changes
    group by date_day

)

, counted as (

    select
        dates.date_day
        , sum(daily_changes.change) over (order by dates.date_day) as mau
    from marts.dim_dates as dates
    left join daily_changes on dates.date_day = daily_changes.date_day

)

select
    date_day
    , mau
from counted
where mau > 0
