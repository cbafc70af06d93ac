{% do footfall.require_schema_apart_from(ref('fct_activities')) %}

with

named_users as (

    select * from {{ ref('int_named_users') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, final as (

    select
        named_users.user_key
        , named_users.system
        , {{ footfall.redact('named_users.native_user', 'user_id', 'audit') }} as native_user  -- noqa: PRS
        , {{ footfall.redact('named_users.email', 'email', 'audit') }} as email  -- noqa: PRS
        , {{ footfall.redact('named_users.full_name', 'person_name', 'audit') }} as full_name
        , named_users.is_person
        , named_users.matched_by
        , named_users.is_ambiguous
        , {{ footfall.redact('named_users.candidate_emails', 'email', 'audit') }} as candidate_emails  -- noqa: PRS
    from named_users
    cross join audit_policy

)

select * from final
