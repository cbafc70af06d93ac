{# Whose an account is and what the person is called, before the redaction policy has its say. #}
{{ config(materialized='rebuilt_whole') }}

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

, account_names as (

    select
        system
        , native_user
        , {{ footfall.min_text('full_name') }} as full_name
    from accounts
    group by system, native_user

)

, final as (

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

select * from final
