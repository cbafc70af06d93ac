{# The system's own page about an activity, of the systems whose logs have its address. #}

{% set has_links = footfall.is_enabled('liblab') %}

with

{% if has_links %}
builds as (

    select * from {{ ref('stg_liblab__builds') }}
    where build_url is not null

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, {% endif %}final as (

    {% if has_links %}
    select
        'liblab' as system
        , builds.event_id as source_event_id
        , builds.activity_date
        , {{ footfall.redact('builds.build_url', 'url', 'audit') }} as link
    from builds
    cross join audit_policy
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
