{{ config(enabled=footfall.is_enabled('amundsen'), keeps_retired='activity_date') }}

with

activities as (

    select * from {{ ref('fct_activities') }}
    where
        in_scope
        and system = 'amundsen'
        and activity_date <= {{ footfall.as_of_date() }}

)

, result_views as (

    select * from {{ ref('int_amundsen__result_views') }}

)

, usage as (

    select
        activities.activity_date
        , result_views.source
        , result_views.resource_type
        , count(result_views.click_index) as clicks
        , avg(cast(result_views.click_index as {{ footfall.type_double() }})) as mean_click_index
        , percentile_cont(0.5) within group (order by result_views.click_index) as median_click_index
        -- Zero-based: the published rate takes the first four.
        , count(case when result_views.click_index <= 3 then 1 end) as top4_clicks
        , avg(1 / (cast(result_views.click_index as {{ footfall.type_double() }}) + 1)) as mean_reciprocal_rank
        , count(*) - count(result_views.click_index) as unparsed_clicks
    from result_views
    inner join activities on result_views.event_id = activities.source_event_id
    group by activities.activity_date, result_views.source, result_views.resource_type

)

, final as (

    select
        activity_date
        , source
        , resource_type
        , clicks
        , mean_click_index
        , cast(median_click_index as {{ footfall.type_double() }}) as median_click_index
        , top4_clicks
        , {{ footfall.ratio('top4_clicks', 'clicks') }} as top4_rate
        , mean_reciprocal_rank
        , unparsed_clicks
    from usage

)

select * from final
