with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and duration_ms is not null
        and activity_date <= {{ footfall.as_of_date() }}

)

, dates as (

    select * from {{ ref('dim_dates') }}

)

select
    activities.system
    , activities.workflow
    , dates.week_start_date
    , count(*) as timed_activities
    , percentile_cont(0.5) within group (order by activities.duration_ms) as p50_duration_ms
    , percentile_cont(0.95) within group (order by activities.duration_ms) as p95_duration_ms
from activities
inner join dates on activities.activity_date = dates.date_day
group by activities.system, activities.workflow, dates.week_start_date
order by
    {{ footfall.byte_order('activities.system') }}
    , {{ footfall.byte_order('activities.workflow') }}
    , dates.week_start_date
