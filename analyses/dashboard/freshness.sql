{#
title: Freshness
explanation: When was each system last seen at work? One that has gone quiet may have lost its log.
section: Trust
position: 610
width: full
chart: table
filters: {system: system}
columns:
  system: System
  last_at: Last activity of a user (UTC)
  quiet_days: Days before the last full day
  active_days: Days with activities
  activities: Activities
#}

with

reconciliation as (

    select * from {{ ref('reconciliation') }}

)

, user_days as (

    select * from {{ ref('fct_user_days') }}

)

, last_days as (

    -- D of the last build, where anybody was active.
    select coalesce(max(activity_date), {{ footfall.as_of_date() }}) as last_date
    from {{ ref('active_users_daily') }}

)

, systems as (

    select
        system
        , max(case when activities > 0 then activity_date end) as last_date
        , count(case when activities > 0 then 1 end) as active_days
        , sum(activities) as activities
    from reconciliation
    group by system

)

, last_activities as (

    select
        system
        , max(last_at) as last_at
    from user_days
    group by system

)

select
    systems.system
    , last_activities.last_at
    , case
        when {{ dbt.datediff('systems.last_date', 'last_days.last_date', 'day') }} > 0
            then {{ dbt.datediff('systems.last_date', 'last_days.last_date', 'day') }}
        when systems.last_date is not null then 0
    end as quiet_days
    , systems.active_days
    , systems.activities
from systems
cross join last_days
left join last_activities on systems.system = last_activities.system
order by {{ footfall.byte_order('systems.system') }}
