{# The system's own page about an activity, of the systems whose logs have its address. #}

{% set has_links = footfall.is_enabled('liblab') %}

with

{% if has_links %}
builds as (

    select * from {{ ref('stg_liblab__builds') }}
    where build_url is not null

)

, {% endif %}final as (

    {% if has_links %}
    select
        'liblab' as system
        , event_id as source_event_id
        , activity_date
        , build_url as link
    from builds
    {% else %}
    select
        cast(null as {{ dbt.type_string() }}) as system
        , cast(null as {{ dbt.type_string() }}) as source_event_id
        , cast(null as date) as activity_date
        , cast(null as {{ dbt.type_string() }}) as link
    where false
    {% endif %}

)

select * from final
