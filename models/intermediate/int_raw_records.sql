{# What became of every raw row, system by system: all that the quality marts need to know of it. #}

with

{% set records = {
    'clutch': 'base_clutch__audit_events',
    'amundsen': 'base_amundsen__user_actions',
    'datagrok': 'base_datagrok__events',
    'zoomdata': 'base_zoomdata__activity_log',
    'liblab': 'base_liblab__audit_trail',
} %}

{% for system in footfall.enabled_systems() %}
{{ ', ' if not loop.first }}{{ system }} as (

    select
        '{{ system }}' as system
        , event_id
        , occurred_at
        , activity_date
        , record_state
        , quarantine_reason
    from {{ ref(records[system]) }}

)
{% endfor %}

, final as (

    {% for system in footfall.enabled_systems() %}
    select * from {{ system }}
    {% if not loop.last %}
    union all
    {% endif %}
    {% endfor %}

)

select * from final
