{#
title: Active users
explanation: The last full day, and the windows that end on it, against a week before.
section: Audience
position: 110
width: full
chart: tiles
filters: {system: system}
tiles:
  - {value: dau, change: dau_change}
  - {value: wau, change: wau_change}
  - {value: mau, change: mau_change}
  - {value: stickiness, change: stickiness_change}
  - {value: new_users, change: new_users_change}
columns:
  system: System
  dau: Daily active users
  dau_change: {label: Change of daily active users, format: change}
  wau: Weekly active users
  wau_change: {label: Change of weekly active users, format: change}
  mau: Monthly active users
  mau_change: {label: Change of monthly active users, format: change}
  stickiness: {label: Stickiness, format: percent}
  stickiness_change: {label: Change of stickiness, format: change}
  new_users: New users in 7 days
  new_users_change: {label: Change of new users, format: change}
#}

with

active_users as (

    select
        *
        , sum(new_users) over (
            partition by system
            order by activity_date
            rows between 6 preceding and current row
        ) as week_new_users
    from {{ ref('active_users_daily') }}

)

, last_days as (

    select max(activity_date) as last_date
    from active_users

)

select
    today.system
    , today.dau
    , {{ footfall.ratio('today.dau', 'before.dau') }} - 1 as dau_change
    , today.wau
    , {{ footfall.ratio('today.wau', 'before.wau') }} - 1 as wau_change
    , today.mau
    , {{ footfall.ratio('today.mau', 'before.mau') }} - 1 as mau_change
    , today.stickiness
    , today.stickiness / nullif(before.stickiness, 0) - 1 as stickiness_change
    , today.week_new_users as new_users
    , {{ footfall.ratio('today.week_new_users', 'before.week_new_users') }} - 1 as new_users_change
from active_users as today
inner join last_days on today.activity_date = last_days.last_date
left join active_users as before
    on
        today.system = before.system
        and before.activity_date = {{ footfall.add_days('today.activity_date', -7) }}
order by {{ footfall.byte_order('today.system') }}
