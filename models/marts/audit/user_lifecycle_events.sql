with

lifecycle_events as (

    select * from {{ ref('int_user_lifecycle_events') }}

)

, named_users as (

    select * from {{ ref('int_named_users') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, named_events as (

    select
        lifecycle_events.*
        , subjects.user_key
        -- Who never did anything is known to the system alone.
        , coalesce(
            subjects.email
            , {{ footfall.normalized_user('lifecycle_events.subject_email') }}  -- noqa: PRS
        ) as email
        , coalesce(subjects.full_name, lifecycle_events.subject_full_name) as full_name
        , actors.user_key as actor_user_key
        , actors.email as actor_email
        , actors.full_name as actor_full_name
    from lifecycle_events
    left join named_users as subjects
        on
            lifecycle_events.system = subjects.system
            and lifecycle_events.subject = subjects.native_user
    left join named_users as actors
        on
            lifecycle_events.system = actors.system
            and lifecycle_events.actor = actors.native_user

)

, final as (

    select
        named_events.system
        , named_events.lifecycle_event
        , named_events.source_event_id
        , named_events.occurred_at
        , named_events.activity_date
        , named_events.user_key
        , {{ footfall.redact('named_events.email', 'email', 'audit') }} as email  -- noqa: PRS
        , {{ footfall.redact('named_events.full_name', 'person_name', 'audit') }} as full_name
        , {{ footfall.redact('named_events.subject', 'user_id', 'audit') }} as native_user  -- noqa: PRS
        , named_events.actor_user_key
        , {{ footfall.redact('named_events.actor_email', 'email', 'audit') }} as actor_email  -- noqa: PRS
        , {{ footfall.redact('named_events.actor_full_name', 'person_name', 'audit') }} as actor_full_name
        , {{ footfall.redact('named_events.actor', 'user_id', 'audit') }} as actor_native_user  -- noqa: PRS
        , named_events.outcome
    from named_events
    cross join audit_policy

)

select * from final
