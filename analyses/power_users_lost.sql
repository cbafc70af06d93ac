{% set month_ago = footfall.add_days(footfall.as_of_date(), -28) %}

with

user_days as (

    select * from {{ ref('fct_user_days') }}
    where
        scoped_activities > 0
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -56) }}
        and activity_date <= {{ footfall.as_of_date() }}

)

, users as (

    select * from {{ ref('dim_users') }}

)

-- A day counts once in `all`, in however many systems somebody was.
, usage as (

    select
        coalesce(system, 'all') as system
        , user_key
        , count(distinct case when activity_date <= {{ month_ago }} then activity_date end) as days_before
        , count(distinct case when activity_date > {{ month_ago }} then activity_date end) as days_now
        , max(activity_date) as last_active_date
    from user_days
    group by grouping sets ((system, user_key), (user_key))  -- noqa: PRS,RF02

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
order by
    usage.days_before - usage.days_now desc
    , {{ footfall.byte_order('usage.system') }}
    , {{ footfall.byte_order('users.user_label') }}
