with

dataset_origins as (

    select * from {{ ref('int_dataset_origins') }}

)

, named_users as (

    select * from {{ ref('int_named_users') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, final as (

    -- Of an event that made several, redaction may leave nothing that tells them apart.
    select distinct
        dataset_origins.system
        , dataset_origins.source_event_id
        , dataset_origins.dataset_type
        , {{ footfall.redact('dataset_origins.dataset_id', 'object_id', 'audit') }} as dataset_id
        , {{ footfall.redact('dataset_origins.dataset_name', 'object_id', 'audit') }} as dataset_name
        , dataset_origins.origin
        , dataset_origins.event_type
        , dataset_origins.made_by_type
        , {{ footfall.redact('dataset_origins.made_by_id', 'object_id', 'audit') }} as made_by_id
        , {{ footfall.redact('dataset_origins.made_by_name', 'object_id', 'audit') }} as made_by_name
        , dataset_origins.occurred_at
        , dataset_origins.activity_date
        , named_users.user_key
        , {{ footfall.redact('named_users.email', 'email', 'audit') }} as email  -- noqa: PRS
        , {{ footfall.redact('named_users.full_name', 'person_name', 'audit') }} as full_name
        , {{ footfall.redact('dataset_origins.native_user', 'user_id', 'audit') }} as native_user  -- noqa: PRS
        , dataset_origins.outcome
        , {{ footfall.redact('dataset_origins.link', 'url', 'audit') }} as link
    from dataset_origins
    cross join audit_policy
    left join named_users
        on
            dataset_origins.system = named_users.system
            and dataset_origins.native_user = named_users.native_user

)

select * from final
