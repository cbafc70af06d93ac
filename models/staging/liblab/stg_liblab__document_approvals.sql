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
        , document_id
        , event_name = 'user approved doc' as is_approved
    from audit_trail
    where event_kind = 'document_approval'

)

select * from final
