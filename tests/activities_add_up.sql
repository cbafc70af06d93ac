-- What is scoped in the facts up to D is counted once, on its day, by every mart that counts by day.
with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and activity_date <= {{ footfall.as_of_date() }}
        and {{ footfall.is_kept('activity_date') }}

)

, active_users_daily as (

    select * from {{ ref('active_users_daily') }}

)

, workflow_usage_daily as (

    select * from {{ ref('workflow_usage_daily') }}

)

, marts as (

    select 'active_users_daily' as mart
    union all
    select 'workflow_usage_daily' as mart

)

, facts as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , count(*) as activities
    from activities
    group by grouping sets ((activity_date, system), (activity_date))  -- noqa: PRS,RF02

)

, counted as (

    select
        'active_users_daily' as mart
        , activity_date
        , system
        , activities
    from active_users_daily
    where
        activities > 0
        and {{ footfall.is_kept('activity_date') }}

    union all

    select
        'workflow_usage_daily' as mart
        , activity_date
        , system
        , sum(activities) as activities
    from workflow_usage_daily
    where {{ footfall.is_kept('activity_date') }}
    group by activity_date, system

)

, expected as (

    select
        marts.mart
        , facts.activity_date
        , facts.system
        , facts.activities
    from facts
    cross join marts

)

select
    coalesce(expected.mart, counted.mart) as mart
    , coalesce(expected.activity_date, counted.activity_date) as activity_date
    , coalesce(expected.system, counted.system) as system
    , expected.activities as activities_in_facts
    , counted.activities as activities_in_mart
from expected
full outer join counted
    on
        expected.mart = counted.mart
        and expected.activity_date = counted.activity_date
        and expected.system = counted.system
where
    expected.activities is null
    or counted.activities is null
    or expected.activities <> counted.activities
