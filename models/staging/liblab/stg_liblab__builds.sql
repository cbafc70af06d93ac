{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('stg_liblab__audit_trail') }}

)

, final as (

    select
        event_id
        , occurred_at
        , activity_date
        , event
        , name
        , email
        , org
        , outcome
        , build_id
        , api_name
        , url as build_url
    from audit_trail
    where event_kind = 'build'

)

select * from final
