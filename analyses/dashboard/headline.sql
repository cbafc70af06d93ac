{#
title: Active users
explanation: >
  The last working day beside the last day, and the windows that end on it, against a week before. Averages are over
  the days of the period, for daily use over its working days.
section: Audience
position: 110
width: full
chart: tiles
filters: {system: system, department: department, window: window_days}
tiles:
  - {value: working_dau, change: working_dau_change, average: average_dau, date: working_date}
  - {value: dau, change: dau_change, date: last_date}
  - {value: wau, change: wau_change, average: average_wau}
  - {value: mau, change: mau_change, average: average_mau}
  - {value: stickiness, change: stickiness_change, average: average_stickiness, date: working_date}
  - {value: new_users, change: new_users_change}
columns:
  system: System
  working_date: Last working day
  working_dau: Users, working day
  working_dau_change: {label: Change of users on the last working day, format: change}
  average_dau: {label: average, format: decimal}
  last_date: Last day
  dau: Users, last day
  dau_change: {label: Change of users on the last day, format: change}
  wau: Weekly users
  wau_change: {label: Change of weekly users, format: change}
  average_wau: {label: average, format: decimal}
  mau: Monthly users
  mau_change: {label: Change of monthly users, format: change}
  average_mau: {label: average, format: decimal}
  stickiness: {label: Stickiness, format: percent}
  stickiness_change: {label: Change of stickiness, format: change}
  average_stickiness: {label: average, format: percent}
  new_users: New users in 7 days
  new_users_change: {label: Change of new users, format: change}
#}

with

active_users as (

    select
        daily.*
        , dates.is_weekend
        , max(daily.activity_date) over () as last_date
        , max(case when not dates.is_weekend then daily.activity_date end) over () as working_date
        , sum(daily.new_users) over (
            partition by daily.system, daily.department
            order by daily.activity_date
            rows between 6 preceding and current row
        ) as week_new_users
    from {{ ref('active_users_daily_by_department') }} as daily
    inner join {{ ref('dim_dates') }} as dates on daily.activity_date = dates.date_day

)

, averages as (

    {%- for days in var('usage_windows') %}
    select
        {{ days }} as window_days
        , system
        , department
        , avg(case when not is_weekend then dau end) as average_dau
        , avg(wau) as average_wau
        , avg(mau) as average_mau
        , avg(case when not is_weekend then stickiness end) as average_stickiness
    from active_users
    where activity_date > {{ footfall.add_days('last_date', -days) }}
    group by system, department
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select
    averages.window_days
    , today.system
    , today.department
    , today.working_date
    , working.dau as working_dau
    , {{ footfall.ratio('working.dau', 'working_before.dau') }} - 1 as working_dau_change
    , averages.average_dau
    , today.last_date
    , today.dau
    , {{ footfall.ratio('today.dau', 'before.dau') }} - 1 as dau_change
    , today.wau
    , {{ footfall.ratio('today.wau', 'before.wau') }} - 1 as wau_change
    , averages.average_wau
    , today.mau
    , {{ footfall.ratio('today.mau', 'before.mau') }} - 1 as mau_change
    , averages.average_mau
    , working.stickiness
    , working.stickiness / nullif(working_before.stickiness, 0) - 1 as stickiness_change
    , averages.average_stickiness
    , today.week_new_users as new_users
    , {{ footfall.ratio('today.week_new_users', 'before.week_new_users') }} - 1 as new_users_change
from active_users as today
inner join averages
    on
        today.system = averages.system
        and today.department = averages.department
left join active_users as before
    on
        today.system = before.system
        and today.department = before.department
        and before.activity_date = {{ footfall.add_days('today.activity_date', -7) }}
left join active_users as working
    on
        today.system = working.system
        and today.department = working.department
        and working.activity_date = today.working_date
left join active_users as working_before
    on
        today.system = working_before.system
        and today.department = working_before.department
        and working_before.activity_date = {{ footfall.add_days('today.working_date', -7) }}
where today.activity_date = today.last_date
order by
    averages.window_days
    , {{ footfall.byte_order('today.system') }}
    , {{ footfall.byte_order('today.department') }}
