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
        , token_id
        , token_name
        , event_name = 'user add ci token' as is_added
    from audit_trail
    where event_kind = 'ci_token_change'

)

select * from final
