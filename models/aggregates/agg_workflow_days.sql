{# What was done of each workflow on a day, in scope, and the row group `all`. #}
{{ config(materialized='rebuilt_by_day', outlives_retention=true, days_at_once=60) }}

{% set measures %}
count(*) as activities
        , count(distinct user_key) as users
        , count(case when outcome = 'succeeded' then 1 end) as succeeded
        , count(case when outcome = 'failed' then 1 end) as failed
        , count(case when outcome = 'denied' then 1 end) as denied
        , count(case when outcome = 'unknown' then 1 end) as unknown
        , percentile_cont(0.5) within group (order by duration_ms) as p50_duration_ms
        , percentile_cont(0.95) within group (order by duration_ms) as p95_duration_ms
        , percentile_cont(0.99) within group (order by duration_ms) as p99_duration_ms
{%- endset %}

with

activities as {{ footfall.not_materialized_cte() }} (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and {{ footfall.in_stale_days() }}

)

, system_days as (

    select
        activity_date
        , system
        , workflow
        , action
        , {{ measures }}
    from activities
    group by activity_date, system, workflow, action

)

-- An action is nearly always of one system: over all of them it then counts what it counts there.
, shared_days as (

    select
        activity_date
        , workflow
        , action
    from system_days
    group by activity_date, workflow, action
    having count(*) > 1

)

, unshared_days as (

    select system_days.*
    from system_days
    left join shared_days
        on
            system_days.activity_date = shared_days.activity_date
            and system_days.workflow = shared_days.workflow
            and system_days.action = shared_days.action
    where shared_days.activity_date is null

)

, shared_activities as (

    select activities.*
    from activities
    inner join shared_days
        on
            activities.activity_date = shared_days.activity_date
            and activities.workflow = shared_days.workflow
            and activities.action = shared_days.action

)

, final as (

    select * from system_days

    union all

    select
        activity_date
        , 'all' as system
        , workflow
        , action
        , activities
        , users
        , succeeded
        , failed
        , denied
        , unknown
        , p50_duration_ms
        , p95_duration_ms
        , p99_duration_ms
    from unshared_days

    union all

    select
        activity_date
        , 'all' as system
        , workflow
        , action
        , {{ measures }}
    from shared_activities
    group by activity_date, workflow, action

)

select * from final
