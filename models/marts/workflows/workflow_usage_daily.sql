with

workflow_days as (

    select * from {{ ref('agg_workflow_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, final as (

    select
        activity_date
        , system
        , workflow
        , action
        , cast(activities as bigint) as activities
        , cast(users as bigint) as users
        , cast(failed as bigint) as failed
        , cast(p50_duration_ms as {{ footfall.type_double() }}) as p50
        , cast(p95_duration_ms as {{ footfall.type_double() }}) as p95
        , cast(p99_duration_ms as {{ footfall.type_double() }}) as p99
    from workflow_days

)

select * from final
