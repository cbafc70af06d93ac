{# Who each user is: the one identity, and its pseudonym, that a person has in all systems. #}
{{ config(materialized='rebuilt_whole') }}

with

user_names as (

    select * from {{ ref('int_user_names') }}

)

, mapped_users as (

    {{ footfall.seed_select(
        ref('identity_map'), {'system': 'string', 'native_user': 'string', 'email': 'string'}
    ) | indent(4) }}

)

, employees as (

    select distinct
        email
        , login
        , {{ footfall.text_part('email', "'@'", 1) }} as mailbox
    from {{ ref('int_employee_history') }}

)

, erasures as (

    {{ footfall.erasures(ref('base_footfall__erasures')) }}

)

, user_kind_rules as (

    select * from {{ ref('int_user_kind_rules') }}
    where user_kind <> 'nobody'

)

, salt as (

    select salt from {{ ref('base_footfall__pseudonym_salt') }}

)

-- Before the join: Spark joins by nothing that it does not know to be deterministic.
, identity_map as (

    select
        system
        , {{ footfall.normalized_user('native_user') }} as user_name  -- noqa: PRS
        , {{ footfall.normalized_user('email') }} as email  -- noqa: PRS
    from mapped_users

)

-- Whose each user may be, the strongest rule first.
, mapped as (

    select
        user_names.system
        , user_names.native_user
        , 1 as rule_number
        , 'identity_map' as rule_name
        , identity_map.email
    from user_names
    inner join identity_map
        on
            identity_map.system in (user_names.system, '*')
            and user_names.user_name = identity_map.user_name

)

-- A service account stays itself, also where it is registered with a person's e-mail: or it would make
-- the person one.
, emails as (

    select
        system
        , native_user
        , case when name_kind = 'native_user' then 2 else 3 end as rule_number
        , 'email' as rule_name
        , user_name as email
    from user_names
    where
        {{ footfall.is_email('user_name') }}
        and not is_service
        and (is_person or name_kind = 'native_user')

)

, logins as (

    select * from user_names
    where
        not {{ footfall.is_email('user_name') }}
        and is_person

)

, listed as (

    select
        logins.system
        , logins.native_user
        , 4 as rule_number
        , 'directory' as rule_name
        , employees.email
    from logins
    inner join employees on logins.user_name = employees.login

    union

    select
        logins.system
        , logins.native_user
        , 4 as rule_number
        , 'directory' as rule_name
        , employees.email
    from logins
    inner join employees on logins.user_name = employees.mailbox

)

, user_matches as (

    select * from mapped
    where {{ footfall.is_email('email') }}

    union

    select * from emails

    union

    select listed.*
    from listed
    cross join erasures
    -- Who could have been somebody erased does not become another by that.
    where
        erasures.salt is null
        or {{ footfall.replacement_of('erasures.replacements', footfall.sha256_hex(
            "erasures.salt || 'apart:' || listed.system || ':' || " ~ footfall.clean_user('listed.native_user')
        )) }} is null

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
        , coalesce(matched.candidates, 0) as candidates
        , case when matched.candidates > 1 then matched.candidate_emails end as candidate_emails
        , case when matched.candidates is null then 'itself' else matched.rule_name end as matched_by
        , case
            when matched.candidates = 1 then matched.email
            else native_users.system || ':' || coalesce(native_users.account_name, native_users.user_name)
        end as identity
    from user_names as native_users
    left join matched
        on
            native_users.system = matched.system
            and native_users.native_user = matched.native_user
    where native_users.name_kind = 'native_user'

)

-- An e-mail may come from the map or the directory, and is a name like others.
, email_ranks as (

    select
        identified.identity
        , min(user_kind_rules.rule_rank) as rule_rank
    from identified
    inner join user_kind_rules
        on
            user_kind_rules.system in (identified.system, '*')
            and {{ footfall.is_like('identified.email', 'user_kind_rules.pattern') }}
    group by identified.identity

)

, kinds as (

    select
        identified.identity
        , user_names.is_declared_person
        -- An account that the company maps to a person is the person's, whatever its name.
        , user_names.is_person or (identified.email is not null and identified.matched_by = 'identity_map') as is_person
    from identified
    inner join user_names
        on
            identified.system = user_names.system
            and identified.native_user = user_names.native_user

    union all

    select distinct
        email_ranks.identity
        , user_kind_rules.user_kind = 'person' as is_declared_person
        , user_kind_rules.user_kind = 'person' as is_person
    from email_ranks
    inner join user_kind_rules on email_ranks.rule_rank = user_kind_rules.rule_rank

)

-- All accounts of somebody are one user: a person where the company says so, and no person where one of them is none.
, identity_kinds as (

    select
        identity
        , max(case when is_declared_person then 1 else 0 end) = 1
        or min(case when is_person then 1 else 0 end) = 1 as is_person
    from kinds
    group by identity

)

, final as (

    select
        identified.system
        , identified.native_user
        , identified.identity
        , identified.email
        , {{ footfall.pseudonym('salt.salt', 'identified.identity') }} as user_key
        , coalesce(identity_kinds.is_person, true) as is_person
        , identified.matched_by
        , identified.is_ambiguous
        , identified.candidates
        , identified.candidate_emails
    from identified
    cross join salt
    left join identity_kinds on identified.identity = identity_kinds.identity

)

select * from final
