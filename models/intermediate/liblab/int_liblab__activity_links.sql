{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('stg_liblab__audit_trail') }}
    where
        event_kind = 'build'
        and url is not null

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, final as (

    select
        'liblab' as system
        , audit_trail.event_id as source_event_id
        , audit_trail.activity_date
        , {{ footfall.redact('audit_trail.url', 'url', 'audit') }} as link
    from audit_trail
    cross join audit_policy

)

select * from final
