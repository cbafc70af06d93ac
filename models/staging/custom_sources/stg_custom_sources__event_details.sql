{{ config(enabled=footfall.custom_detail_count() > 0) }}

with

events as (

    select * from {{ ref('base_custom_sources__events') }}
    where record_state = 'kept'

)

, details as (

    {% for source in footfall.custom_sources().values() if source.details %}
    {{ 'union all' if not loop.first }}
    {% for detail_name in source.details %}
    {{ 'union all' if not loop.first }}
    select
        system
        , event_id
        , occurred_at
        , activity_date
        , {{ footfall.quoted([detail_name]) }} as detail_name
        , detail_{{ loop.index }} as detail_value
    from events
    where
        system = '{{ source.name }}'
        and detail_{{ loop.index }} is not null
    {% endfor %}
    {% endfor %}

)

, final as (

    select
        {{ footfall.surrogate_key(['system', 'event_id', 'detail_name']) }} as event_detail_id
        , system
        , event_id
        , occurred_at
        , activity_date
        , detail_name
        , detail_value
    from details

)

select * from final
