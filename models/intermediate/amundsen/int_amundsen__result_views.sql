{# What was opened out of a list of search results, with its place in the list. #}
{{ config(enabled=footfall.is_enabled('amundsen')) }}

{% set views = {
    'table': ref('stg_amundsen__table_views'),
    'dashboard': ref('stg_amundsen__dashboard_views'),
    'feature': ref('stg_amundsen__feature_views'),
    'user': ref('stg_amundsen__user_profile_views'),
} %}

with

final as (

    {% for resource_type, relation in views.items() %}
    select
        event_id
        , activity_date
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

select * from final
