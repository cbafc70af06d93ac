-- A person of two systems is one user of all: at least those of any system, at most those of each together.
with

active_users_daily as (

    select * from {{ ref('active_users_daily') }}

)

select
    activity_date
    , max(case when system = 'all' then dau end) as dau_of_all
    , max(case when system <> 'all' then dau end) as most_of_a_system
    , sum(case when system <> 'all' then dau end) as sum_of_systems
from active_users_daily
group by activity_date
having
    coalesce(max(case when system = 'all' then dau end), -1) < max(case when system <> 'all' then dau end)
    or max(case when system = 'all' then dau end) > sum(case when system <> 'all' then dau end)
