{{ config(materialized='view_if_changed') }}

{% do footfall.require_schema_apart_from(ref('fct_activities')) %}

with

activities as (

    select * from {{ ref('fct_activities') }}

)

, user_identities as (

    select * from {{ ref('user_identities') }}

)

, activity_links as (

    select * from {{ ref('int_activity_links') }}

)

-- One row a user of a system: several accounts of one person are one user_key, and have one e-mail.
, users as (

    select
        system
        , user_key
        , {{ footfall.text_list('native_user') }} as native_user
        , {{ footfall.min_text('email') }} as email
        , {{ footfall.min_text('full_name') }} as full_name
    from user_identities
    group by system, user_key

)

, final as (

    select
        activities.activity_id
        , activities.system
        , activities.source_event_id
        , activities.occurred_at
        , activities.activity_date
        , activities.user_key
        , users.email
        , users.full_name
        , users.native_user
        , activities.is_person
        , activities.action as event_type
        , activities.activity_type
        , activities.workflow
        , activities.object_type
        , case when activities.object_type = 'user' then subjects.native_user else activities.object_id end as object_id
        , case
            when activities.object_type = 'user' then coalesce(subjects.full_name, subjects.email, subjects.native_user)
            else activities.object_name
        end as object_name
        , activities.outcome
        , activities.duration_ms
        , activity_links.link
    from activities
    left join users
        on
            activities.system = users.system
            and activities.user_key = users.user_key
    -- The facts hide whom something was done to.
    left join users as subjects
        on
            activities.object_type = 'user'
            and activities.system = subjects.system
            and activities.object_id = subjects.user_key
    left join activity_links
        on
            activities.system = activity_links.system
            and activities.source_event_id = activity_links.source_event_id
            and activities.activity_date = activity_links.activity_date

)

select * from final
