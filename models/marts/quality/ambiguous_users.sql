with

user_identities as (

    select * from {{ ref('int_user_identities') }}
    where is_ambiguous

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
        system
        , user_key
        , matched_by
        , max(candidates) as candidates
    from user_identities
    group by system, user_key, matched_by

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
