{{ config(keeps_retired='activity_date') }}

with

sessions as (

    select * from {{ ref('fct_sessions') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, departments as (

    {{ footfall.departments_and_all() | indent(4) }}

)

, usage as (

    select
        sessions.activity_date
        , coalesce(sessions.system, 'all') as system
        , departments.department
        , count(*) as sessions
        , sum(sessions.activities) as activities
        , percentile_cont(0.5) within group (order by sessions.duration_seconds) as median_duration_seconds
        , percentile_cont(0.9) within group (order by sessions.duration_seconds) as p90_duration_seconds
    from sessions
    inner join departments on sessions.user_key = departments.user_key
    group by grouping sets (  -- noqa: PRS,RF02
        (sessions.activity_date, sessions.system, departments.department)
        , (sessions.activity_date, departments.department)
    )

)

, final as (

    select
        activity_date
        , system
        , department
        , sessions
        , cast(median_duration_seconds as {{ footfall.type_double() }}) as median_duration_seconds
        , cast(p90_duration_seconds as {{ footfall.type_double() }}) as p90_duration_seconds
        , {{ footfall.ratio('activities', 'sessions') }} as activities_per_session
    from usage

)

select * from final
