with

active_users as (

    select * from {{ ref('active_users_daily') }}
    where dau > 0

)

, dates as (

    select * from {{ ref('dim_dates') }}

)

select
    active_users.system
    , dates.day_of_week
    , dates.is_weekend
    , count(*) as days_with_activity
    , avg(active_users.dau) as mean_users
    , {{ footfall.ratio('sum(active_users.activities)', 'sum(active_users.dau)') }} as activities_per_user
from active_users
inner join dates on active_users.activity_date = dates.date_day
group by active_users.system, dates.day_of_week, dates.is_weekend
order by {{ footfall.byte_order('active_users.system') }}, dates.day_of_week
