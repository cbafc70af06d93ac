{{ config(enabled=footfall.is_enabled('amundsen')) }}

with

searches as (

    select
        cast({{ dbt.date_trunc('week', 'activity_date') }} as date) as week_start_date
        , sum(submitted_searches) as submitted_searches
        , sum(successful) as successful
        , sum(failed_searches) as failed_searches
    from {{ ref('search_success_daily') }}
    group by 1

)

, clicks as (

    select
        cast({{ dbt.date_trunc('week', 'activity_date') }} as date) as week_start_date
        , sum(clicks) as clicks
        , sum(top4_clicks) as top4_clicks
        , sum(mean_click_index * clicks) as click_indexes
        , sum(mean_reciprocal_rank * clicks) as reciprocal_ranks
    from {{ ref('search_click_index_daily') }}
    where clicks > 0
    group by 1

)

select
    searches.week_start_date
    , searches.submitted_searches
    , {{ footfall.ratio('searches.successful', 'searches.submitted_searches') }} as success_rate
    , {{ footfall.ratio('searches.failed_searches', 'searches.submitted_searches') }} as failure_rate
    , {{ footfall.ratio('clicks.top4_clicks', 'clicks.clicks') }} as top4_rate
    , {{ footfall.ratio('clicks.click_indexes', 'clicks.clicks') }} as mean_click_index
    , {{ footfall.ratio('clicks.reciprocal_ranks', 'clicks.clicks') }} as mean_reciprocal_rank
from searches
left join clicks on searches.week_start_date = clicks.week_start_date
order by searches.week_start_date
