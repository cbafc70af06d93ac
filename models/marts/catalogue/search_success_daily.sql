{{ config(enabled=footfall.is_enabled('amundsen'), keeps_retired='activity_date') }}

with

submitted_searches as (

    select * from {{ ref('agg_amundsen__submitted_searches') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, usage as (

    select
        activity_date
        , count(*) as submitted_searches
        , count(
            case when {{ footfall.reporting_date('opened_at') }} <= {{ footfall.as_of_date() }} then 1 end
        ) as successful
        , count(case when is_failed then 1 end) as failed_searches
    from submitted_searches
    group by activity_date

)

, final as (

    select
        activity_date
        , submitted_searches
        , successful
        , {{ footfall.ratio('successful', 'submitted_searches') }} as success_rate
        , failed_searches
    from usage

)

select * from final
