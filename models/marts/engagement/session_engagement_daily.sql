{{ config(keeps_retired='activity_date') }}

with

sessions as (

    select * from {{ ref('fct_sessions') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, usage as (

    select
        activity_date
        , coalesce(system, 'all') as system
        , count(*) as sessions
        , sum(activities) as activities
        , percentile_cont(0.5) within group (order by duration_seconds) as median_duration_seconds
        , percentile_cont(0.9) within group (order by duration_seconds) as p90_duration_seconds
    from sessions
    group by grouping sets ((activity_date, system), (activity_date))  -- noqa: PRS,RF02

)

, final as (

    select
        activity_date
        , system
        , sessions
        , cast(median_duration_seconds as {{ footfall.type_double() }}) as median_duration_seconds
        , cast(p90_duration_seconds as {{ footfall.type_double() }}) as p90_duration_seconds
        , {{ footfall.ratio('activities', 'sessions') }} as activities_per_session
    from usage

)

select * from final
