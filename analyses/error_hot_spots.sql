{% set month_ago = footfall.add_days(footfall.as_of_date(), -28) %}

with

errors as (

    select * from {{ ref('errors_daily') }}
    where
        system <> 'all'
        and activity_date > {{ footfall.add_days(footfall.as_of_date(), -56) }}

)

, recent as (

    select
        system
        , action
        , error_group
        , sum(case when activity_date > {{ month_ago }} then errors else 0 end) as errors
        , sum(case when activity_date <= {{ month_ago }} then errors else 0 end) as errors_before
        , max(users) as most_users_of_a_day
        , min(activity_date) as first_seen_on
        , max(activity_date) as last_seen_on
    from errors
    group by system, action, error_group

)

select
    *
    , {{ footfall.ratio('errors', 'errors_before') }} - 1 as change_ratio
from recent
where errors > 0
order by errors desc, system asc, action asc, error_group asc
limit 50
