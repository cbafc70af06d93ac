{% do footfall.require_schema_apart_from(ref('fct_activities')) %}

with

user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, accounts as (

    select * from {{ ref('int_accounts') }}

)

, employees as (

    select * from {{ ref('int_current_employees') }}

)

, audit_policy as (

    {{ footfall.redaction_policy_of('audit') | indent(4) }}

)

, account_names as (

    select
        system
        , native_user
        , {{ footfall.min_text('full_name') }} as full_name
    from accounts
    group by system, native_user

)

, identities as (

    select
        user_identities.user_key
        , user_identities.system
        , user_identities.native_user
        , user_identities.email
        , coalesce(employees.full_name, account_names.full_name) as full_name
        , user_identities.is_person
        , user_identities.matched_by
        , user_identities.is_ambiguous
        , user_identities.candidate_emails
    from user_identities
    left join employees on user_identities.email = employees.email
    left join account_names
        on
            user_identities.system = account_names.system
            and user_identities.native_user = account_names.native_user

)

, final as (

    select
        identities.user_key
        , identities.system
        , {{ footfall.redact('identities.native_user', 'user_id', 'audit') }} as native_user
        , {{ footfall.redact('identities.email', 'email', 'audit') }} as email
        , {{ footfall.redact('identities.full_name', 'person_name', 'audit') }} as full_name
        , identities.is_person
        , identities.matched_by
        , identities.is_ambiguous
        , {{ footfall.redact('identities.candidate_emails', 'email', 'audit') }} as candidate_emails
    from identities
    cross join audit_policy

)

select * from final
