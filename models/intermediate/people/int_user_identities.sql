{# Who each user is: the one identity, and its pseudonym, that a person has in all systems. #}
{{ config(materialized='rebuilt_whole') }}

with

native_users as (

    select * from {{ ref('int_native_users') }}

)

, user_names as (

    select * from {{ ref('int_user_names') }}

)

, user_matches as (

    select * from {{ ref('int_user_matches') }}

)

, non_person_users as (

    {{ footfall.seed_select(
        ref('non_person_users'), {'system': 'string', 'pattern': 'string', 'reason': 'string'}
    ) | indent(4) }}

)

, salt as (

    select salt from {{ ref('stg_footfall__pseudonym_salt') }}

)

, strongest as (

    select
        *
        , min(rule_number) over (partition by system, native_user) as strongest_rule_number
    from user_matches

)

-- Two people must never become one by accident: where a rule finds several, the user stays apart.
, matched as (

    select
        system
        , native_user
        , rule_name
        , {{ footfall.min_text('email') }} as email
        , count(distinct email) as candidates
        , {{ footfall.text_list('email') }} as candidate_emails
    from strongest
    where rule_number = strongest_rule_number
    group by system, native_user, rule_name

)

, identified as (

    select
        native_users.system
        , native_users.native_user
        , case when matched.candidates = 1 then matched.email end as email
        , coalesce(matched.candidates > 1, false) as is_ambiguous
        , case when matched.candidates > 1 then matched.candidate_emails end as candidate_emails
        , case when matched.candidates is null then 'itself' else matched.rule_name end as matched_by
        , case
            when matched.candidates = 1 then matched.email
            else native_users.system || ':' || native_users.normalized_user
        end as identity
    from native_users
    left join matched
        on
            native_users.system = matched.system
            and native_users.native_user = matched.native_user

)

-- What the company itself calls a person's is a person's, whatever its name.
, non_persons as (

    select identified.identity
    from identified
    inner join user_names
        on
            identified.system = user_names.system
            and identified.native_user = user_names.native_user
    where
        not user_names.is_person
        and (identified.email is null or identified.matched_by <> 'identity_map')

    union

    select identified.identity
    from identified
    inner join non_person_users
        on
            non_person_users.system in (identified.system, '*')
            and {{ footfall.is_like('identified.email', 'non_person_users.pattern') }}

)

, final as (

    select
        identified.system
        , identified.native_user
        , identified.identity
        , identified.email
        , {{ footfall.pseudonym('salt.salt', 'identified.identity') }} as user_key
        , non_persons.identity is null as is_person
        , identified.matched_by
        , identified.is_ambiguous
        , identified.candidate_emails
    from identified
    cross join salt
    left join non_persons on identified.identity = non_persons.identity

)

select * from final
