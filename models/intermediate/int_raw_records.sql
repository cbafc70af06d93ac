{# What became of every raw row, system by system: all that the quality marts need to know of it. #}

with

records as (

    {% for system in footfall.enabled_systems() %}
    {{ 'union all' if not loop.first }}
    select
        '{{ system }}' as system
        , event_id
        , occurred_at
        , activity_date
        , record_state
        , quarantine_reason
    from {{ ref(footfall.systems()[system].records) }}
    {% endfor %}

    {% if footfall.custom_sources() %}
    {{ 'union all' if footfall.enabled_systems() }}
    select
        system
        , event_id
        , occurred_at
        , activity_date
        , record_state
        , quarantine_reason
    from {{ ref('base_custom_sources__events') }}
    {% endif %}

)

select * from records
