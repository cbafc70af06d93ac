{# The objects of an activity other than its main object, which stands in fct_activities. #}
{{ config(
    materialized='rebuilt_by_day',
    versioned_by_day=['int_user_identities', 'int_native_user_days', 'stg_datagrok__objects'],
    day_versions=['user_day_versions'],
) }}

-- depends_on: {{ ref('int_native_user_days') }}
with

system_objects as (

    {{ footfall.activity_objects() | indent(4) }}

)

, activity_objects as (

    select * from system_objects
    where {{ footfall.in_stale_days() }}

)

, system_activities as (

    {{ footfall.system_activities() | indent(4) }}

)

, activities as (

    select * from system_activities
    where {{ footfall.in_stale_days() }}

)

, user_identities as (

    select * from {{ ref('int_user_identities') }}

)

, marts_policy as (

    {{ footfall.redaction_policy_of('marts') | indent(4) }}

)

, redacted as (

    select
        {{ footfall.activity_id('activities') }} as activity_id
        , activities.system
        , activities.activity_date
        , {{ footfall.mask_text('activities.object_type') }} as main_object_type
        , case
            when activities.object_type = 'user' then main_users.user_key
            else {{ footfall.redact('activities.object_id', 'object_id', 'marts') | indent(12) }}
        end as main_object_id
        , activity_objects.object_number
        , {{ footfall.mask_text('activity_objects.object_type') }} as object_type
        -- As in the facts: a person is a pseudonym.
        , case
            when activity_objects.object_type = 'user' then seen_users.user_key
            else {{ footfall.redact('activity_objects.object_id', 'object_id', 'marts') | indent(12) }}
        end as object_id
        , case
            when activity_objects.object_type = 'user' then null
            else {{ footfall.redact('activity_objects.object_name', 'object_id', 'marts') | indent(12) }}
        end as object_name
    from activity_objects
    inner join activities
        on
            activity_objects.system = activities.system
            and activity_objects.source_event_id = activities.source_event_id
            and activity_objects.activity_date = activities.activity_date
    cross join marts_policy
    left join user_identities as seen_users
        on
            activity_objects.object_type = 'user'
            and activity_objects.system = seen_users.system
            and activity_objects.object_id = seen_users.native_user
    left join user_identities as main_users
        on
            activities.object_type = 'user'
            and activities.system = main_users.system
            and activities.object_id = main_users.native_user

)

-- An object that is named twice is one, also where only what is masked tells two apart.
, distinct_objects as (

    select
        activity_id
        , system
        , activity_date
        , main_object_id
        , object_type
        , object_id
        , min(object_number) as object_number
        , {{ footfall.first_by('object_name', ['object_number']) }} as object_name
    from redacted
    where
        object_id is not null
        and (
            main_object_id is null
            or object_id <> main_object_id
            or coalesce(object_type, '') <> coalesce(main_object_type, '')
        )
    group by activity_id, system, activity_date, main_object_id, object_type, object_id

)

, final as (

    select
        activity_id
        , row_number() over (partition by activity_id order by object_number)
        + case when main_object_id is null then 0 else 1 end as position
        , system
        , activity_date
        , object_type
        , object_id
        , object_name
    from distinct_objects

)

select * from final
