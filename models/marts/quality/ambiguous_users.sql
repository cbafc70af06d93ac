with

user_identities as (

    select * from {{ ref('int_user_identities') }}
    where is_ambiguous

)

, user_matches as (

    select * from {{ ref('int_user_matches') }}

)

, user_days as (

    select * from {{ ref('fct_user_days') }}

)

, activities as (

    select
        system
        , user_key
        , sum(activities) as activities
        , max(activity_date) as last_active_date
    from user_days
    group by system, user_key

)

, candidates as (

    select
        user_identities.system
        , user_identities.user_key
        , user_identities.matched_by
        , count(distinct user_matches.email) as candidates
    from user_identities
    inner join user_matches
        on
            user_identities.system = user_matches.system
            and user_identities.native_user = user_matches.native_user
            and user_identities.matched_by = user_matches.rule_name
    group by user_identities.system, user_identities.user_key, user_identities.matched_by

)

, final as (

    select
        candidates.system
        , candidates.user_key
        , candidates.matched_by
        , candidates.candidates
        , cast(coalesce(activities.activities, 0) as bigint) as activities
        , activities.last_active_date
    from candidates
    left join activities
        on
            candidates.system = activities.system
            and candidates.user_key = activities.user_key

)

select * from final
