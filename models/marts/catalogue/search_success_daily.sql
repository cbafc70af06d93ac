{{ config(enabled=footfall.is_enabled('amundsen'), keeps_retired='activity_date') }}

with

search_days as (

    select * from {{ ref('agg_amundsen__search_days') }}
    where activity_date <= {{ footfall.as_of_date() }}

)

, usage as (

    select
        activity_date
        , cast(sum(submitted_searches) as bigint) as submitted_searches
        , cast(
            sum(case when opened_on <= {{ footfall.as_of_date() }} then submitted_searches else 0 end) as bigint
        ) as successful
        , cast(sum(failed_searches) as bigint) as failed_searches
    from search_days
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
