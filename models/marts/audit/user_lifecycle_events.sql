{{ config(materialized='view') }}

with

lifecycle_events as (

    select * from {{ ref('int_user_lifecycle_events') }}

)

, user_identities as (

    select * from {{ ref('user_identities') }}

)

, final as (

    select
        lifecycle_events.system
        , lifecycle_events.lifecycle_event
        , lifecycle_events.source_event_id
        , lifecycle_events.occurred_at
        , lifecycle_events.activity_date
        , subjects.user_key
        -- Who never did anything is known to the system alone.
        , coalesce(subjects.email, {{ footfall.normalized_user('lifecycle_events.subject_email') }}) as email
        , coalesce(subjects.full_name, lifecycle_events.subject_full_name) as full_name
        , lifecycle_events.subject as native_user
        , actors.user_key as actor_user_key
        , actors.email as actor_email
        , actors.full_name as actor_full_name
        , lifecycle_events.actor as actor_native_user
        , lifecycle_events.outcome
    from lifecycle_events
    left join user_identities as subjects
        on
            lifecycle_events.system = subjects.system
            and lifecycle_events.subject = subjects.native_user
    left join user_identities as actors
        on
            lifecycle_events.system = actors.system
            and lifecycle_events.actor = actors.native_user

)

select * from final
