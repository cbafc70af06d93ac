{% set month_ago = footfall.add_days(footfall.as_of_date(), -28) %}

with

user_days as (

    {{ footfall.scoped_user_days() }}
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -56) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, users as (

    select * from {{ ref('dim_users') }}

)

, usage as (

    select
        system
        , user_key
        , count(case when activity_date <= {{ month_ago }} then 1 end) as days_before
        , count(case when activity_date > {{ month_ago }} then 1 end) as days_now
        , max(activity_date) as last_active_date
    from user_days
    group by system, user_key

)

select
    usage.system
    , users.user_label
    , users.department
    , usage.days_before
    , usage.days_now
    , usage.last_active_date
from usage
inner join users on usage.user_key = users.user_key
where
    usage.days_before >= 5
    and usage.days_now * 2 <= usage.days_before
order by usage.days_before - usage.days_now desc, usage.system asc, users.user_label asc
