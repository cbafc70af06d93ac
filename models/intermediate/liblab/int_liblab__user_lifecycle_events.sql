{{ config(enabled=footfall.is_enabled('liblab')) }}

with

audit_trail as (

    select * from {{ ref('stg_liblab__audit_trail') }}
    where event_kind in ('user_creation', 'email_verification', 'invitation')

)

, final as (

    select
        'liblab' as system
        , event_id as source_event_id
        , case event_kind
            when 'user_creation' then 'created'
            when 'email_verification' then 'verified'
            when 'invitation' then 'invited'
        end as lifecycle_event
        , occurred_at
        , activity_date
        , email as actor
        , case when event_kind = 'invitation' then invited_email else email end as subject
        , case when event_kind = 'invitation' then invited_email else email end as subject_email
        , case when event_kind <> 'invitation' then name end as subject_full_name
        , outcome
    from audit_trail

)

select * from final
