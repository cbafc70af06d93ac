with

activities as (

    select * from {{ ref('int_activities') }}

)

, user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, vocabulary as (

    select * from {{ ref('activity_vocabulary') }}

)

, salt as (

    select salt from {{ ref('stg_footfall__pseudonym_salt') }}

)

, final as (

    select
        {{ footfall.surrogate_key(['activities.system', 'activities.source_event_id']) }} as activity_id
        , activities.system
        , activities.source_event_id
        , activities.occurred_at
        , activities.activity_date
        , user_identities.user_key
        , coalesce(user_identities.is_person, false) as is_person
        -- A company's own action counts until its vocabulary says otherwise: it must not vanish.
        , coalesce(vocabulary.is_engagement, true) and not activities.is_scaffolding as is_engagement
        , activities.is_scaffolding
        , activities.action
        , coalesce(vocabulary.activity_type, 'other') as activity_type
        , coalesce(vocabulary.workflow, activities.default_workflow) as workflow
        , activities.object_type
        -- A person who was looked at is as personal as the one who looked.
        , case
            when activities.object_type = 'user'
                then {{ footfall.pseudonym(
                    'salt.salt', footfall.identity('activities.system', footfall.normalized_user('activities.object_id'))
                ) }}
            else activities.object_id
        end as object_id
        , case when activities.object_type = 'user' then null else activities.object_name end as object_name
        , activities.outcome
        , activities.duration_ms
        , activities.session_key
        , activities.correlation_id
    from activities
    cross join salt
    left join user_identities
        on
            activities.system = user_identities.system
            and activities.native_user = user_identities.native_user
    left join vocabulary
        on
            activities.system = vocabulary.system
            and activities.action = vocabulary.action

)

select * from final
