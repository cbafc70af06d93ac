{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set views = {
    'table': ref('stg_amundsen__table_views'),
    'dashboard': ref('stg_amundsen__dashboard_views'),
    'feature': ref('stg_amundsen__feature_views'),
    'user': ref('stg_amundsen__user_profile_views'),
} %}

with

activities as (

    select * from {{ ref('int_scoped_activities') }}
    where
        system = 'amundsen'
        and activity_date <= {{ footfall.as_of_date() }}

)

, views as (

    {% for resource_type, relation in views.items() %}
    select
        event_id
        , source
        , '{{ resource_type }}' as resource_type
        , case when result_index between 0 and 999999999 then result_index end as click_index
    from {{ relation }}
    where source in ('search_results', 'inline_search')
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

, usage as (

    select
        activities.activity_date
        , views.source
        , views.resource_type
        , count(views.click_index) as clicks
        , avg(cast(views.click_index as {{ footfall.type_double() }})) as mean_click_index
        , percentile_cont(0.5) within group (order by views.click_index) as median_click_index
        -- Zero-based: the published rate takes the first four.
        , count(case when views.click_index <= 3 then 1 end) as top4_clicks
        , avg(1 / (cast(views.click_index as {{ footfall.type_double() }}) + 1)) as mean_reciprocal_rank
        , count(*) - count(views.click_index) as unparsed_clicks
    from views
    inner join activities on views.event_id = activities.source_event_id
    group by activities.activity_date, views.source, views.resource_type

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
